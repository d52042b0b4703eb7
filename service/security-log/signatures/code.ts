import { CERTAIN, LIKELY, WEAK, signatures } from './signature.ts';

const PHP_DANGEROUS = [
  'base64_decode|call_user_func(?:_array)?|file_(?:get|put)_contents|create_function|shell_exec|passthru|proc_open|popen|pcntl_exec|phpinfo|unserialize|gzinflate|gzuncompress|str_rot13|hex2bin|convert_uu(?:de|en)code',
  'array_(?:map|filter|walk|diff_\\w{2,8}|udiff\\w{0,12}|reduce)|preg_replace(?:_callback)?|move_uploaded_file|get_defined_\\w{2,20}|register_(?:shutdown|tick)_function|iterator_apply|u[aks]+ort|ob_(?:start|end_\\w{2,8})|p?fsockopen|posix_\\w{2,20}',
  'assert_options|set_error_handler|highlight_file|show_source|php_(?:uname|sapi_name|strip_whitespace)|var_dump|print_r|parse_str|extract_vars|getenv|putenv|dl|symlink|curl_exec|ini_(?:set|alter|restore)|func_get_args|get_included_files',
].join('|');

const PHP_ORDINARY =
  'exec|eval|include_once|require_once|fopen|fwrite|fputs|fread|readfile|unlink|rmdir|mkdir|chmod|substr|strrev|chr|ord|unpack|strip_tags|intval|md5|sha1|implode|explode|is_\\w{2,10}|strlen|strtr|opendir|scandir|sqlite_\\w{2,20}|mysql_\\w{2,20}|curl_\\w{2,10}|array_\\w{2,20}|str_\\w{2,15}|preg_\\w{2,15}|http_\\w{2,20}';

/** Functions whose names are words: only with an argument that looks like code. */
const PHP_WORDS =
  'system|assert|include|require|file|pack|rand|die|exit|define|constant|trim|glob|copy|key|link|sort|range|mail|date|count|end|reset|current';

/** PHP code, and what makes PHP run or read something else. */
export const PHP = signatures('php', 'injection', [
  [
    CERTAIN,
    /<\?(?:php\b|=| ?[\t\n ]*?(?:echo|system|eval|exec|passthru|include|require|print|die|exit|@|\$)|xml[ \t\n]{0,3}:)|\[[/\\]?php\]|\{\/?php\}/,
  ],
  [LIKELY, /<\?(?:[ \t\n]|$|\u0001)/],
  [
    CERTAIN,
    /\$_?(?:_(?:get|post|request|cookie|server|session|files|env)|globals|http_(?:raw_)?\w{3,10}_(?:data|vars))\b/,
  ],
  [CERTAIN, new RegExp(`(?<![\\w$-])(?:${PHP_DANGEROUS}) ?\\(`)],
  [CERTAIN, /call_user_func(?:_array)? ?\(/],
  [LIKELY, new RegExp(`(?<![\\w$.-])@?(?:${PHP_ORDINARY}) ?\\((?! ?[a-z]{3,20} [a-z])`)],
  [LIKELY, new RegExp(`(?<![\\w$.-])@?(?:${PHP_WORDS})\\( ?(?:['"$@)]|[\\w.]{1,30}[)('",])`)],
  [
    CERTAIN,
    /(?<![\w.-])(?:php|phar|expect|zlib|zip|glob|ogg|rar|ssh2(?:\.\w{2,8})?|compress\.(?:zlib|bzip2)):\/\/|\bdata:\/\/|(?:^|[\u0002=]) ?data:(?:text|application)\/[\w.+-]{1,40};base64,/,
  ],
  [CERTAIN, /\b[oc]:\+?\d{1,6}:"[^"\u0001]{1,100}":\d{1,6}:\{/],
  [LIKELY, /(?:^|[\u0002=]) ?a:\d{1,4}:\{(?:[isb]:|\})/],
  [
    LIKELY,
    /\b(?:allow_url_(?:include|fopen)|auto_(?:prepend|append)_file|disable_(?:functions|classes)|open_basedir|extension(?:_dir)?|safe_mode(?:_\w{2,30})?|suhosin\.\w{2,40}|cgi\.(?:force_redirect|fix_pathinfo)|session\.(?:save_path|auto_start|upload_progress)|error_(?:log|prepend_string)|magic_quotes_\w{2,10}|mail\.\w{2,30}|zend_extension|user_agent|include_path|sendmail_path|unserialize_callback_func|assert\.\w{2,20}) ?[=\u0002] ?[/\w.]/,
  ],
  [CERTAIN, /\$[$ ]{0,4}[a-z_{][\w\[\]{}'"@$>.-]{0,60} ?\( ?(?:[^ )a-z][^)\u0001]{0,60}|\$?\w{0,40})?\)/],
  [CERTAIN, /(?:["')\]}] ?){1,2}\( ?['"]?[\w. /-]{0,60}['"]? ?\) ?;/],
  [WEAK, /\u0001-[dsn] ?(?:$|[\u0001\u0002])|\u0001=php[\w-]{10,50}/],
]);

/** Code and objects of Node.js and other servers that run JavaScript, of Java, Ruby and Python. */
export const CODE = signatures('code', 'injection', [
  [CERTAIN, /__proto__|\bconstructor ?(?:\.|\]?\[) ?['"]?(?:prototype|constructor)|\bprototype ?\[|:prototype\b/],
  [
    CERTAIN,
    /_\$\$(?:nd|js)_func|__js_func|\bchild_process\b|\bprocess ?(?:\. ?(?:env|mainmodule|binding|exit|argv|kill|stdout|spawn|cwd|version)|\[ ?['"]?[a-z])/,
  ],
  [
    LIKELY,
    /\brequire ?\( ?['"`\\]|\bnew function ?\(|\bfunction ?\w{0,20} ?\( ?\w{0,20} ?\) ?\{|\bmodule ?\. ?exports ?=|\bconsole ?(?:\. ?|\[ ?["'])(?:log|info|debug|error|warn|trace|dir)\b["' \]]{0,4}\(|\bexecsync\b|\bspawnsync\b/,
  ],
  [
    LIKELY,
    /\bwhile ?\( ?(?:[!+-]|true|false|\d|infinity|string|object|array|number|\[|\{|"|'|`|this|new )[^)\u0001]{0,40}\)/,
  ],
  [
    CERTAIN,
    /\bjava\.(?:lang|io|util|net)\.|\b(?:runtime|processbuilder|scriptenginemanager|objectinputstream)\b ?[.(@]|\bgetruntime ?\(|\bclass ?\. ?(?:module ?\. ?)?classloader|\b(?:javax?|org\.apache|com\.sun|org\.springframework)\.[a-z]{2,20}\.[a-z]{2,20}/,
  ],
  [
    CERTAIN,
    /%?\{ ?\(?#(?:_member|context|_|\w{1,10} ?=)|@ognl|#_memberaccess|\bredirect(?:action)?: ?[$%]\{|\bmethod: ?#/,
  ],
  [CERTAIN, /^ro0ab|[\u0002 ]ro0ab[\w+/]|\baced0005/],
  [
    LIKELY,
    /\b(?:process|kernel|open3?|io|file)(?:\.|::)(?:spawn|popen|fork|exec|system|syscall|binread|read) ?[( ]?["'(]|\b__import__ ?\(|\bos ?\. ?(?:system|popen|exec\w{0,3}) ?\(|\bsubprocess\.\w|\bbuiltins\b ?[.[]|\bpickle\.loads|\beval ?\( ?compile/,
  ],
]);

/** Expressions that a template engine would evaluate, and lookups of Log4j. */
export const TEMPLATE = signatures('template', 'injection', [
  [
    CERTAIN,
    /\{\{[^}\u0001]{0,120}(?:__\w{2,20}__|\bself\b|\bconfig\b|\brequest\b|\bconstructor\b|['"] ?\*|\d ?[*+] ?['"]?\d|\||\()/,
  ],
  [
    CERTAIN,
    /(?:<%=?|[$#@*%]\{|@\()[^}\u0001]{0,80}(?:\d ?[*+-] ?\d|__\w{2,20}__|t ?\( ?java|\bnew |\bgetclass\b|\bclass\.|system\.|\bfile\.|\bsession\b ?[.[]|`|\bexec\b|\bsystem ?\()/,
  ],
  [
    LIKELY,
    /<#(?:assign|import|include|list|if)\b|\?new ?\( ?\)|#set ?\( ?\$|#include ?\(|\{%[^%]{0,60}%\}|\[\[\$\{|__\$\{|\$\{t ?\(|\$class\.|\{php\}|\{system|\{literal\}|<#--/,
  ],
  [
    LIKELY,
    /\.__(?:class|globals|init|mro|base|subclasses|builtins|import)__|__(?:globals|builtins|subclasses|mro)__|\$\{[#@*(]|%\{[#@(]/,
  ],
  [WEAK, /\$ {0,10}\{ {0,10}[^ }]/],
]);

/** Lookups of Log4j, however they are hidden. */
export const LOG4SHELL = signatures('log4shell', 'injection', [
  [CERTAIN, /\$ ?\{ ?jndi ?:|\bjndi ?: ?(?:ldaps?|rmi|dns|iiop|corba|nis|nds|https?) ?:|jndi:\$\{/],
  [
    CERTAIN,
    /\$\{(?:[^}\u0001]{0,40}:-[^}\u0001]{0,4}\}|(?:lower|upper|env|sys|date|ctx|main|map|sd|base64|java|bundle|hostname|log4j|docker|k8s|web|spring|kubernetes):)/,
  ],
  [CERTAIN, /\$\{[^\u0001]{0,120}\bj?ndi ?:|[&$]\{?;?jndi:/],
]);

/** Directives of server-side includes and of mail headers. */
export const INCLUDE_DIRECTIVE = signatures('server-side-include', 'injection', [
  [CERTAIN, /<! ?-{2,} ?# ?(?:exec|include|echo|printenv|config|fsize|flastmod|set|if)\b/],
  [LIKELY, /[\r\n](?:bcc|cc|to|reply-to|subject|content-type) ?: ?[\w<"]/],
]);
