import { CERTAIN, LIKELY, WEAK, signatures } from './signature.ts';

/** Steps to parent directories. One step in a path is also what a wrong link looks like. */
export const TRAVERSAL = signatures('traversal', 'traversal', [
  [
    CERTAIN,
    /(?:\.{2,4}[/\\]{1,3}){3}|\.\.;[/\\]|(?:\.\.[/\\]){1,6}(?:etc|windows|winnt|proc|boot\.ini|web-inf|var|usr|opt|home|root|bin|sys|dev|tmp|inetpub|apache)\b/,
  ],
  [
    LIKELY,
    /(?:\.\.[/\\]){2}|[\u0002=:|;](?:\.{2,4}[/\\]|[\w./\\-]{1,80}[/\\]\.\.[/\\])|\.\.\\|(?:\.{3,4}[/\\]){1,4}|(?:0x2e|%2e){1,2}\.?(?:0x2f|0x5c|%2f|\/)|[\u0002/](?:0x2e|\.)(?:0x2f|0x2e)/,
  ],
  [WEAK, /[/\\]\.\.[/\\]|^\.\.[/\\]|[/\\]\.\.(?:$|\u0001)/],
]);

/** Files of the operating system. */
export const SYSTEM_FILE = signatures('system-file', 'traversal', [
  [
    CERTAIN,
    /(?:^|[^\w])etc[/\\]{1,3}(?:passwd|g?shadow|group|hosts|issue|motd|sub[ug]id|sudoers|crontab|fstab|hostname|mtab|profile|bashrc|inittab|resolv\.conf|ssh\b|apache2?\b|httpd\b|nginx\b|mysql\b|my\.cnf|php\d?\b|security\b|ssl\b|ldap\b|samba\b|vsftpd|proftpd|redhat-release|os-release|release|services|network\b|kubernetes|exports|init\.d|cron|pam\.d|environment|aliases)/,
  ],
  [
    CERTAIN,
    /(?:^|[^\w-])proc[/\\](?:self|version|cmdline|interrupts|cpuinfo|meminfo|mounts|net|sched_debug|stat\b|devices|filesystems|kcore|kallsyms|modules|partitions|swaps|uptime|loadavg|ioports|iomem|config\.gz|thread-self|\d{1,7}[/\\])|(?:^|[^\w.-])sys[/\\](?:class|kernel|devices|block|firmware|power|module|fs|hypervisor|bus)\b/,
  ],
  [
    CERTAIN,
    /(?:win(?:dows|nt)[/\\]{1,3}(?:win\.ini|system32|system\.ini|repair|php\.ini|panther|debug|system\b)|\bboot\.ini\b|\bwin\.ini\b|\bglobal\.asa\b|\bc:[/\\]{1,2}(?:windows|winnt|inetpub|boot|users|program))/,
  ],
  [
    LIKELY,
    /(?:^|[^\w])(?:var[/\\](?:log|www|lib|run|spool|mail|backups)[/\\]|root[/\\]\.|home[/\\]\w{1,32}[/\\]\.|usr[/\\]local[/\\]|opt[/\\]\w{1,20}[/\\](?:conf|etc|log))/,
  ],
  [
    LIKELY,
    /(?:[\u0002 =]|(?<!\w)\/)(?:etc|proc)[/\\][a-z]|\.\.[/\\]+\.?[a-z]{2,12}(?:_history|\.ini|\.conf|\.log|\.history|rc)\b|\bweb\.config\b|\bweb-inf\b|\bmeta-inf[/\\](?!resources)/,
  ],
  [LIKELY, /\u0002 ?["\']?file:(?:\/|\\|%|\.)/],
]);

/** Addresses of other servers in parameters, which an application would read code or data from. */
export const REMOTE_INCLUSION = signatures('remote-inclusion', 'traversal', [
  [LIKELY, /\u0002 ?(?:https?|ftps?|smb|file|webdav)(?::\/\/[^\u0001]{1,300}?)?\?{1,2}(?:$|\u0001)/],
  [
    LIKELY,
    /\u0002 ?(?:https?|ftps?|tftp|sftp|smb|webdav):\/\/(?:\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|\d{8,10}|0x[0-9a-f]{8}|\[?[0-9a-f]{1,4}:[0-9a-f:]{2,40}\]?)(?:[/:?]|$|\u0001)/,
  ],
  [
    LIKELY,
    /\u0001(?:mosconfig_absolute_path|_conf\[path\]|_(?:server|request|get|post)\[\w{0,20}|gallery_basedir|path\[docroot\]|appserv_root|config\[root_dir\]|inc(?:lude)?[_-]?(?:dir|path|file)?|(?:abs(?:olute)?|root|base|doc|lib|template|theme|module|class|phpbb_root|sbp|ppath|dir)_?(?:path|dir|root|basedir)|page_?include|skin_?file|globals\[\w{1,40}\]?)\]?\u0002 ?(?:https?|ftps?|php|data):/,
  ],
  [LIKELY, /\u0002 ?(?:https?|ftps?):\/\/[^\u0001]{1,200}\.(?:php|phtml|asp|inc|sh|pl|txt|dat)\?/],
  [
    LIKELY,
    /\u0002 ?(?:https?|ftps?):\/\/[^\u0001/]{1,100}\/[^\u0001]{0,150}(?:shell|c99|r57|backdoor|id\d?\.txt|cmd)\b/,
  ],
]);

/** Addresses inside a network, and of services that show what was called. */
export const SERVER_SIDE_REQUEST = signatures('server-side-request', 'injection', [
  [
    CERTAIN,
    /(?:169\.254\.169\.254|192\.0\.0\.192|100\.100\.100\.200|fd00:ec2::254|metadata\.(?:google|tencentyun|packet)\.\w{2,10}|169\.254\.170\.2)(?::\d{1,5})?\/\w{1,30}|instance-data\/latest/,
  ],
  [CERTAIN, /\u0002 ?(?:gopher|dict|ldaps?|jar|netdoc|sftp|tftp|local_file|rmi):\/\//],
  [
    LIKELY,
    /[\u0002/@](?:localhost\d{0,2}(?:\.localdomain\d?)?|(?:host|gateway|kubernetes)\.docker\.internal|kubernetes(?:\.default(?:\.svc(?:\.cluster\.local)?)?)?|[\w.-]{0,40}\.svc\.cluster\.local|localtest\.me|[\w.-]{1,60}\.(?:nip|xip|sslip)\.io|lvh\.me|vcap\.me|169\.254\.169\.254|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|0\.0\.0\.0|\[::1?\]|0x7f\w{1,8}|2130706433|017700000001)(?::\d{1,5})?\//,
  ],
  [
    CERTAIN,
    /\b[\w-]{1,63}\.(?:burpcollaborator\.net|oastify\.com|oast\.(?:pro|live|site|online|fun|me)|interact\.sh|interactsh\.com|dnslog\.(?:cn|link)|ceye\.io|bxss\.(?:me|in)|xss\.ht|requestbin\.net|canarytokens\.com|vulnweb\.com)\b/,
  ],
  [WEAK, /\u0002 ?https?:\/\/(?:localhost|127\.0\.0\.1)\b/],
]);
