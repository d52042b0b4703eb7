import { CERTAIN, LIKELY, WEAK, signatures } from './signature.ts';

/** Programs whose names are no words of a language. */
const PROGRAMS = [
  'adduser|apt-get|aptitude|awk|base64|bash|busybox|bsdtar|bunzip2|bzip2|certutil|bitsadmin|chgrp|chmod|chown|chpasswd|chsh|crontab|csh|cscript|curl|dash|dpkg',
  'dscl|esentutl|ethtool|fetch|gawk|gunzip|hexdump|hping3?|iconv|ifconfig|ionice|ipconfig|iptables|iwr|jrunscript|kmod|ksh|ldapsearch|lsb_release|lscpu|lsof|lwp-(?:download|request)|mawk|mkfifo|mknod|mshta|msiexec|mysqldump',
  'nawk|ncat|nc(?:\\.(?:openbsd|traditional))?|netcat|netsh|netstat|nmap|nohup|nslookup|ntsd|openssl|pacman|passwd|perl\\d?|pgrep|phpinfo|pkexec|pkill|powershell|printenv|psexec|psql|ptrace|pwsh|python[\\d.]{0,5}|rbash|regedit|regsvr32|rpm|rsync|ruby[\\d.]{0,4}|rundll32',
  'schtasks|scp|sed|setarch|setenv|sha\\d{1,3}sum|socat|ssh|sshpass|strace|sudo|sysctl|systemctl|systeminfo|tasklist|taskkill|tcpdump|tclsh|tcsh|telnet|tftp|tshark|uname|unset|unzip|useradd|userdel|usermod|vigr|visudo|vssadmin|wget|whoami|wmic|wscript|xargs|xxd|xterm|yum|zsh|zstd(?:cat|mt)?',
].join('|');

/** Programs whose names are words too: only together with an argument that looks like one. */
const WORDS =
  'alias|apt|at|cat|cmd|command|cp|cut|date|dd|df|dig|dir|du|echo|ed|env|eval|exec|expr|find|free|ftp|gcc|gdb|git|grep|egrep|fgrep|gzip|head|host|id|install|ip|jobs|kill|killall|last|less|ln|locate|ls|lua|mail|make|man|more|mount|mv|nano|net|nice|node|php\\d?|ping\\d?|pip\\d?|pr|print|printf|ps|pwd|rename|reg|rm|rmdir|route|screen|service|set|sh|sort|source|split|start|strings|su|tac|tail|tar|task|tee|test|time|timeout|top|touch|tr|type|unlink|ver|vi|vim|w|watch|wc|which|who|zip';

/** Ends a command, or separates one from the text before. */
const BEFORE =
  '(?:[;|`\\n&]|\\$\\(|[<>]\\()[ ({@!]{0,3}(?:\\w{1,20}=\\S{0,40} )?(?:(?:sudo|nohup|time|env|exec|command|nice|eval) )?(?:[\\w.~/-]{0,60}/)?';
const AFTER = '(?=$|[ ;|&`)<>\\n"\'/\\u0001])';
const ARGUMENT = '(?: ?[;|`&<>]| ["\'$/~*.-]| [\\w.-]{0,30}[/\\\\:$*]|$)';

/** Commands of Unix and Windows shells. */
export const COMMAND = signatures('command', 'injection', [
  [CERTAIN, new RegExp(`${BEFORE}(?:${PROGRAMS})(?:\\.exe)?${AFTER}`)],
  [LIKELY, new RegExp(`${BEFORE}(?:${WORDS})(?:\\.exe|\\.com)?${ARGUMENT}`)],
  [
    LIKELY,
    new RegExp(
      `(?:^|[\\u0002'"]) ?['"]?(?:(?:sudo|nohup|time|env|exec|command|nice) )?(?:${PROGRAMS})(?:\\.exe)?(?: [-/"'$~*;|<>]| https?:|;|\\|)`,
    ),
  ],
  [LIKELY, new RegExp(`\\u0002 ?(?:(?:sudo|nohup|time|env|exec|command|nice) )?(?:${WORDS})(?: -| /| ["'$~*]|;|\\|)`)],
  [WEAK, /\u0002 ?(?:ls|cat|rm|cp|mv|ps|cd|sh) \w/],
  [LIKELY, /(?<![\w-])(?:usr\/(?:local\/)?)?s?bin\/(?!\d)[a-z][\w.]{1,20}(?=[ ;|&)"'`])/],
  [LIKELY, /(?<![\w-]|\w\/)(?:usr\/(?:local\/)?)?s?bin\/(?!\d)[a-z][\w.]{1,20}(?=$|[ ;|&)"'`\u0001])/],
  [CERTAIN, /\/dev\/(?:tcp|udp)\/|>{1,2} ?&? ?\/dev\/null|2>&1|\|\| ?\(|&& ?\(\w{1,10}\)/],
  [LIKELY, /\$\(|\$\[|[<>]\( ?\w|`[^`\u0001]{1,100}`/],
  [
    LIKELY,
    /(?:^|[\u0002 /])(?!\/?\[[\w.-]{2,30}\](?:[/.-]|$))\/?[\w*?]{0,20}\[[^\]\u0001/]{1,10}[/\]][^\u0001 ]{0,30}\/[\w*?[\]]{1,30}/,
  ],
  [LIKELY, /[\u0002 ]\/[\w*?/]{0,20}\?[\w*?]{0,10}\/[\w*?]{1,30}/],
  [LIKELY, /\/(?!\[[\w.-]{2,30}\](?:[/.-]|$))\w{0,10}\[[^\]\u0001]{1,10}\]\w{0,10}(?:$|[ /\u0001])/],
  [LIKELY, new RegExp(`\\{ ?(?:(?:,\\w|(?:${PROGRAMS}),|\\w{1,20},[\\w.,]{0,30}[/-])[\\w.,/-]{0,60}|\\w{1,20},)\\}`)],
  [
    LIKELY,
    new RegExp(
      `\\u0001(?:cmd|exec|execute|command|shell|run|process|daemon|ping|host|ip|system|syscmd|proc|code)\\u0002 ?(?:${PROGRAMS})\\b`,
    ),
  ],
  [WEAK, /\u0002~[+-]\d{0,3}(?:$|[/ \u0001])|\u0002!-?\d|\balias [+-]\w/],
  [LIKELY, /\$(?:shell|ifs|bash\w{0,10}|\{ifs\}|0|@)(?:[ }/]|$)|\$\{(?:#|!|path|home|ifs|\w{1,20}:\d)/],
  [
    LIKELY,
    /[;&|] ?(?:(?:ps|id|ls|pwd|env|ver) ?|set|dir|cat|w)(?:$|[;|&`)<>\n])(?!\u0002)|[;&|] ?(?:ps|id|ls|pwd|env|ver) (?!\u0002)|[;|] ?cat [\w.-]{1,40}(?:$|[;|&`)<>\n\u0001])/,
  ],
]);

const COMPARISON = '(?:==| (?:equ|neq|lss|leq|gtr|geq) )';

/** What makes a shell run something wherever it stands. */
export const SUBSTITUTION = signatures('command', 'injection', [
  [CERTAIN, /\$\( ?[\w$(/`-]|\$\{ ?`/],
  [CERTAIN, /(?:^|[\u0001\u0002 "'=]) ?\( ?\) ?\{/],
]);

/** Statements of Windows' command processor and of PowerShell. */
export const WINDOWS_COMMAND = signatures('windows-command', 'injection', [
  [
    CERTAIN,
    /\bfor ?(?:\/[dflr] ?){0,5}(?:"[^"\u0001]{0,80}" ?|\\"[^"\u0001]{0,80}\\" ?|[^ "%\u0001]{1,60} )?%{1,2}[^ \u0001]{0,20} ?in ?\(/,
  ],
  [LIKELY, /\bif ?(?:\/i )?(?:not )?(?:exist|defined) ["']?[\w%!.:\\~*-]{1,80}["']? ?(?:\(|[a-z@]{2,20}\b)/],
  [LIKELY, new RegExp(`\\bif(?=[ /"\'([%])(?: ?/i(?= ))? ?(?:not )?["'([]{0,2}[^=\\u0001]{1,40}?${COMPARISON} ?[^ =]`)],
  [LIKELY, /(?<![\w-])(?:powershell|pwsh|cmd)(?:\.exe)?(?: -| \/[ck]\b|\/[ck]\b)|\b(?:%comspec%|%systemroot%)/],
  [
    LIKELY,
    /(?<![\w-])(?:invoke-(?:webrequest|restmethod|expression|command|item|wmimethod|cimmethod|mimikatz|shellcode)|start-(?:process|bitstransfer|job|sleep)|(?:new|get|set|remove)-(?:object|wmiobject|ciminstance|executionpolicy|itemproperty|scheduledtask) |add-type|downloadstring|downloadfile|frombase64string|iex ?\()/,
  ],
  [
    WEAK,
    /(?<![\w-])(?:get|set|new|remove|out|write|import|export|convertto|convertfrom)-(?:content|childitem|item|process|service|host|output|file|module|location|member|history|credential|alias|variable|eventlog|acl)\b/,
  ],
]);
