import { CERTAIN, LIKELY, WEAK, signatures } from './signature.ts';

const AFTER = '(?=$|[/?.\\u0001~;])';

const SECRET_FOLDERS =
  'git|svn|hg|bzr|cvs|aws|ssh|kube|docker|gnupg|azure|gcloud|config/gcloud|terraform|vscode|idea|subversion|vagrant|circleci|jenkins|npm|yarn|composer|pip|m2|gradle|netrc|password-store|bitcoin|ethereum|putty|mozilla|purple|weechat|irssi|local/share|cpanel|cache|ansible|chef|puppet|s3cfg|boto';

/** Tools that assist programmers; their folders hold prompts, logs and keys. */
const ASSISTANT_FOLDERS =
  'aider\\w{0,20}|claude|cline|codex|continue|cursor|gemini|kiro|roo|rovodev|windsurf|zed|plandex|a0proj|copilot|junie|trae|augment|codeium|tabnine|amazonq|goose|opencode|crush|qwen|mcp';

/** Files that hold secrets and that no page links to. */
export const SENSITIVE_FILE = signatures('sensitive-file', 'probe', [
  [
    CERTAIN,
    new RegExp(
      `[/\\u0002](?:@fs/)?\\.(?:env(?:[._-]\\w{1,20}){0,2}|ht(?:passwd|digest)\\w{0,5}|(?:${SECRET_FOLDERS})(?=$|/)|git(?:config|-credentials|lab-ci\\.ya?ml)|npmrc|pypirc|pgpass|my\\.cnf|mysql_history|bash_(?:history|profile|logout)|(?:zsh|sh|psql|python|rediscli|node_repl)_history|netrc|s3cfg|boto|dockercfg|dockerconfigjson|docker/\\w|ftpconfig|remote-sync\\.json|sftp-config|rhosts|wget-hsts|config\\.php)${AFTER}`,
    ),
  ],
  [
    CERTAIN,
    /[/\u0002 ](?:\.ssh\/|id_(?:rsa|dsa|ecdsa|ed25519)\b|authorized_keys\b|known_hosts\b|credentials\.(?:json|csv|ya?ml|xml)|secrets?\.(?:json|ya?ml|env|php|toml)|private[-_]?key\.\w{2,4}|service[-_]?account\w{0,20}\.json|kubeconfig\b|terraform\.tfstate|\.docker\/)/,
  ],
  [
    CERTAIN,
    /\/(?:wp-config\.php[.~_-]?\w{0,10}|configuration\.php[.~-]\w{1,10}|localsettings\.php[.~]\w{0,5}|settings\.php[.~]\w{0,5}|config\.inc\.php[.~]\w{0,5}|(?:sftp|deployment|ftp)-config\.json|\.?vscode\/sftp\.json|web\.config(?:\.\w{2,5})?|appsettings(?:\.\w{2,20})?\.json|parameters\.ya?ml|database\.ya?ml|wp-content\/(?:debug|error)\.log|storage\/logs\/laravel\.log)(?:$|[?\u0001])/,
  ],
  [LIKELY, /\/\.ht(?:access|group)\w{0,5}(?:$|[?\u0001])/],
  [LIKELY, new RegExp(`/\\.(?:${ASSISTANT_FOLDERS})(?:$|/)`)],
  [LIKELY, /\/(?:@fs|@id|@vite|__vite_\w{2,10})\/|\u0001(?:raw|import|url)(?:\?\?|\u0001raw)/],
  [
    LIKELY,
    /[/\u0002][\w.-]{1,80}\.(?:sql|dump|rdb|sqlite3?|mdb|bak|backup|tfstate|tfvars|pem|ppk|pfx|p12|jks|keystore|kdbx|ovpn|htpasswd)(?:\.(?:gz|bz2|zip|xz|7z|tar|tgz|rar|old))?(?:$|[\u0001~])/,
  ],
  [
    LIKELY,
    /\/(?:backup|backups|dump|database|db|site|www|web|wwwroot|public_html|htdocs|mysql|sql|\d{4}(?:-\d\d){0,2})\.(?:zip|rar|7z|t?gz|tar(?:\.\w{2,3})?|bz2)(?:$|[?\u0001])/,
  ],
  [
    LIKELY,
    /\.(?:php\d?|aspx?|jspx?|py|rb|ya?ml|json|ini|conf|xml|env)(?:\.(?:bak|old|orig|save|swp|swo|tmp|backup)|~|\.~)(?:$|[?/\u0001])|\/\.[\w.-]{1,60}\.sw[op]$/,
  ],
  [WEAK, /\/\.(?!well-known(?:$|\/)|\.|\/|$)[a-z_][\w.-]{0,60}(?:$|[/?\u0001])/],
  [
    WEAK,
    /\.(?:old|orig|save|swp|swo|inc|ini|cfg|conf|config|log|key|db|dat|asa|asax|axd|csproj|vbproj|resx|licx|vb|dll|exe|bat|cmd|htr|idc|idq|ida|htw|printer|stm|pol|pwd|sys|dbf|lnk|cer|csr|webinfo|resources|rem|soap|vbs|xsd|xsx)(?:$|[?\u0001])/,
  ],
  [
    WEAK,
    /\.(?:php\d?|aspx?|jspx?|py|rb|ya?ml|json|ini|conf|xml)\.(?:txt|copy|dist|sample)$|[\w-]~(?:$|[/?\u0001])|\/(?:\.?ds_store|thumbs\.db|desktop\.ini|error_log|access_log|composer\.(?:json|lock)|package(?:-lock)?\.json|yarn\.lock|gruntfile\.js|gulpfile\.js|makefile|dockerfile|docker-compose\.ya?ml|jenkinsfile|vagrantfile|procfile|rakefile|gemfile(?:\.lock)?|requirements\.txt|server-(?:status|info)|readme\.(?:md|txt)|changelog\.(?:md|txt)|license\.txt)(?:$|[?\u0001])/,
  ],
]);

/** Administration pages and editors that exist on few sites and are asked for on all. Only where they are not found or refused. */
export const ADMIN_INTERFACE = signatures('admin-interface', 'probe', [
  [
    LIKELY,
    /\/(?:wp-(?:login\.php|admin|cron\.php|signup\.php|json\/wp\/v2\/users|includes\/|content\/(?:plugins|themes|uploads)\/[\w./-]{0,100}\.php|config)|wordpress\/|xmlrpc\.php|wlwmanifest\.xml|php-?my-?admin\w{0,10}|pma\w{0,6}|my(?:sql)?[-_]?admin|mysqlmanager|sqladmin|dbadmin|adminer[\w.-]{0,20}|phppgadmin|sql(?:manager|web|weblogin)|administrator|admin(?:\.(?:php|asp|aspx|jsp|cgi|html?)|istration|istrator|_area|panel|cp|login|\/(?:login|admin|index|config|controller|account|home|fckeditor|ckeditor|editor|phpmyadmin|pma|mysql|sqladmin)[\w.]{0,12})?|user\/(?:login|register)|bitrix\/admin|typo3|joomla|drupal|magento|umbraco|sitecore|manager\/(?:html|status|text)|host-manager|jmx-console|web-console|invoker\/|jenkins|script|solr\/|actuator|console|hudson|weblogic|wls-wsat|axis2|struts|cfide\/|coldfusion|cpanel|whm|plesk|webmin|webmail|roundcube|horde|squirrelmail|owa\/|ecp\/|autodiscover\/|remote\/(?:login|fgt_lang)|dana-na|vpn\/|global-protect|cgi-bin\/[\w.-]{1,60}|scripts\/(?:setup\.php|root\.exe)|setup\.php|install(?:\.php|er\.php|\/install\.php)|upgrade\.php|shell\.php|cmd\.php|c99\.php|r57\.php|alfa\.php|info\.php|phpinfo\.php|test\.php|up(?:load)?\.php|eval-stdin\.php|fckeditor|ckeditor|ckfinder|kindeditor|ewebeditor|tiny_?mce|filemanager|elfinder|hnap1|boaform|gponform|setup\.cgi|goform|stssys\.htm|currentsetting\.htm|webdav|_vti_(?:bin|pvt|inf)|portal\/redlion|telescope|crx\/(?:packmgr|de)|system\/console|libs\/granite|[\w.-]{0,40}(?:shell|backdoor|b374k)[\w.-]{0,20}\.(?:php|aspx?|jsp)|_profiler|_ignition|debug\/default|\.well-known\/(?:[\w-]{1,30}\.php))(?:$|[/?.\u0001])/,
  ],
  [
    LIKELY,
    /\/(?:[\w-]{1,40}\/){0,4}(?:fckeditor|ckeditor|ckfinder|kindeditor|ewebeditor|uploadify|jquery-file-upload|elfinder|filemanager)\/[^\u0001]{0,100}(?:upload|connector|browser|filemanager|test|sample|editor)/,
  ],
]);

/** Paths of known holes: shapes that no site uses for anything else. */
export const EXPLOITED_PATH = signatures('exploit', 'probe', [
  [
    CERTAIN,
    /\.php\/[\w-]{0,40}\.js\.map|\/(?:vendor\/phpunit\/|phpunit\/\w|lib\/phpunit|_ignition\/execute-solution|cgi-bin\/(?:\.|luci\/;stok|kerbynet|supervisor|nas_sharing|test-cgi|php\d?\b|authlogin|jarrewrite)|boaform\/admin\/form|gponform\/diag|goform\/(?:set|form)\w|setup\.cgi\u0001|hnap1|tmui\/login\.jsp\/\.\.|mgmt\/tm\/util\/bash|dana-na\/\.\.|remote\/fgt_lang|vpns?\/\.\.|autodiscover\/autodiscover\.json\u0001|ecp\/(?:y\.js|\w{1,20}\.js)$|owa\/auth\/\w{1,10}\.aspx|wls-wsat\/|_async\/asyncresponse|ws_utc\/|console\/(?:images|css)\/[^\u0001]{0,60}console\.portal|solr\/\w{0,40}\/?(?:admin\/(?:cores|mbeans|info)|config|debug\/dump)|actuator\/(?:gateway|env|heapdump|jolokia|refresh|restart|shutdown|trace|mappings|beans|logfile)|jolokia\/|struts2?[-_]showcase|invoker\/(?:jmx|ejb|readonly)|jmx-console\/|manager\/(?:html|text)\b|api\/jsonws\/invoke|nagiosxi\/|cacti\/remote_agent|zabbix\/jsrpc|druid\/(?:indexer|index\.html)|nacos\/v1|v1\/agent\/self|v2\/_catalog|api\/v1\/(?:pods|namespaces)\b|containers\/json|telescope\/requests|_profiler\/(?:phpinfo|open|empty)|app_dev\.php|debug\/pprof|server-status\u0001|laravel-filemanager|elfinder\/(?:php|connector)|uploadify|plugins\/servlet\/gadgets|secure\/contactadministrators|rest\/tinymce|pages\/(?:createpage-entervariables|doenterpagevariables)\.action|template\/custom\/content-editor|php-ofc-library|timthumb\.php|revslider|wp-file-manager\/lib\/php|duplicator\/|ajax-load-more\/|wp-content\/plugins\/[\w-]{1,60}\/(?:upload|readme\.txt|lib\/php|ajax)|scripts\/setup\.php|admin\/config\.php|recordings\/|a2billing\/|stssys\.htm|ctrlt\/deviceupgrade|picsdesc\.xml|tmunblock\.cgi|language\/swedish|ping\.ccp|diagnostic\.php|login\.cgi\u0001cli|cfide\/(?:administrator|adminapi|componentutils)|flex2gateway|webui\/\u0001g\u0002|sdk\/(?:weblanguage|vim)|ui\/vropspluginui|websso\/saml2|catalog-portal\/ui|analytics\/telemetry|global-protect\/|php\/ztp_gate|unauth\/|api\/v\d\/totp|services\/(?:wsdl|axis)|zimbraadmin\/|service\/(?:extension|proxy)\b[^\u0001]{0,40}\u0001(?:account|cmd|target)|telerik\.web\.ui|aspera\/|human\.aspx|owncloud\/[^\u0001]{0,40}graphapi|graphapi\/vendor|getcpuinfo|public\/plugins\/[\w-]{1,40}\/(?:\.\.|%2e|\u002e)|index\/think|htmlawed\/|htmlawedtest\.php|index\.php\u0001option\u0002com_\w{1,40}[^\u0002]{0,80}\u0001(?:controller|view)\u0002\.\.|seeyon\/|weaver\/|ueditor\/)/,
  ],
  [
    CERTAIN,
    /\u0001s\u0002\/?\\?(?:index|captcha|admin)[/\\]|\bthink\\+(?:app|config|container|request|template|view)|\binvokefunction\b|\u0001xdebug_session_start\u0002|\u0001-[ds] ?\+|\u0001-d ?[a-z_]{3,40}\u0002|cgi-bin\/(?:\.\.|%%32)|\u0001(?:next_file|todo)\u0002[^\u0001]{0,100}\u0001?(?:syscmd|cmd)?|\u0001syscmd\u0002|login\.htm\u0001|\u0001class\.module\.|\u0001_method\u0002__construct/,
  ],
  [
    LIKELY,
    /\u0001(?:cmd|exec|command|execute|ping|query|jump|code|reg|do|func|arg|option|load|process|step|read|function|req|feature|exe|module|payload|run|print)\u0002 ?(?:id|whoami|uname|ls|cat|pwd|dir|ifconfig|ipconfig|net user|ver|systeminfo|nslookup|ping|wget|curl|bash|sh)\b/,
  ],
  [
    LIKELY,
    /\/(?:wp-json\/wp\/v2\/users|\u0001author\u0002\d{1,4}$|shell\?|(?:wso|shell|c99|r57|b374k|alfa|alfanew|cmd|webshell|backdoor|mini|marijuana|leafmailer|indoxploit|radio|xleet|bypass|gel4y)\.php)(?:$|[?/\u0001])/,
  ],
  [LIKELY, /\u0001author\u0002\d{1,4}$/],
]);
