import { CERTAIN, LIKELY, WEAK, signatures } from './signature.ts';

const FUNCTIONS = [
  'concat(?:_ws)?|group_concat|string_agg|chr|nchar|unichar|unistr|substring(?:_index)?|unhex|extractvalue|updatexml|xmltype|make_set',
  'json_(?:extract|value|query|build_object|keys|object|array(?:agg)?|valid|type|table|contains|search|unquote|depth|each|tree)',
  'jsonb_\\w{1,40}|to_(?:char|number|jsonb?)|rawtohex|hextoraw|current_(?:user|setting|database)|session_user|system_user',
  'row_to_json|xmlagg|xmlelement|query_to_xml|database_to_xml|table_to_xml|dbms_\\w{1,40}(?:\\.\\w{1,40})?|utl_\\w{1,40}(?:\\.\\w{1,40})?',
  'pg_(?:read_file|ls_dir|client_encoding|user|database|sleep)|lo_(?:import|export)|load_extension|randomblob|zeroblob|sqlite_version',
  'row_count|last_insert_id|found_rows|name_const|gtid_sub\\w{2,4}|st_\\w{2,40}|polygon|linestring|multipoint|geometrycollection',
  'bin_to_uuid|uuid_to_bin|is_(?:srvrolemember|member)|serverproperty|object_(?:id|name)|suser_s?name|col_name|openrowset|opendatasource|openquery',
  'db_name|ifnull|nullif|bit_(?:and|or|xor)|aes_(?:en|de)crypt|des_(?:en|de)crypt|from_base64|to_base64|hex|ascii|soundex',
].join('|');

const TYPES =
  'text|u?int\\d?|integer|bigint|smallint|bool(?:ean)?|jsonb?|char|varchar|name|numeric|decimal|double|real|money|float\\d?|date|time|timestamp|oid|regclass|xml|bytea|inet|uuid';

/** A constant, as a tautology compares it: a number, a string or a keyword. */
const CONSTANT =
  "(?:\\d{1,20}(?: ?[-+*/%^] ?\\d{1,20}){0,6}|0x[0-9a-f]{1,20}|'[^']{0,40}'|\"[^\"]{0,40}\"|'\\w{0,40}|null\\b|true\\b|false\\b)";
/** Words only before what they compare with in SQL: `3 or 4 in a row` is a search. */
const OPERATOR =
  '(?:=|<=>|<>|!=|<|>|(?:not )?(?:(?:r?like|regexp|between|glob|sounds like|similar to)(?= ?[\'"(%@`\\d+~-])|in(?= ?\\())|is(?= (?:not )?(?:null|true|false|unknown|distinct)\\b))';
/** A condition of OData (OASIS OData 4.01, part 2, section 5.1.1). */
const ODATA = '(?:contains|startswith|endswith|substringof)\\(|\\w{1,20}\\([\\w/.]{1,60}\\) (?:eq|ne|gt|ge|lt|le)\\b';
const LOGIC = '(?:\\b(?:or|and|xor|having|where|not|div|mod|sounds)\\b|\\|\\||&&)';

/** SQL injection: what turns a value into a part of a statement. */
export const SQL = signatures('sql', 'injection', [
  [CERTAIN, /\bunion[ (]{1,4}(?:(?:all|distinct|distinctrow)[ (]{1,4})?select\b/],
  [
    CERTAIN,
    /\bselect[ ('"`@*].{0,150}?\bfrom[ (`'"[]{1,3}(?:information_schema|mysql|pg_|sys|dual|user|admin|member|customer|account|\w{0,20}\()/,
  ],
  [LIKELY, /\bselect (?:[^\w ].{0,150}|.{0,150}[*,(@'"`].{0,60}?)\bfrom\b/],
  [CERTAIN, /\b(?:sleep|pg_sleep) ?\( ?[-+( ]{0,4}\d/],
  [CERTAIN, /\bbenchmark ?\( ?[-+( ]{0,4}(?:0x)?\d{1,20} ?,/],
  [CERTAIN, /\bselect[ (]{1,3}(?:pg_sleep|sleep|benchmark|user|version|database|current_user|load_file|@@)/],
  [CERTAIN, /\bwaitfor (?:delay|time)(?: ?['"@(]|(?= ?\d))/],
  [CERTAIN, new RegExp(`${LOGIC}[ ('"\`~!+-]{0,8}${CONSTANT}[ )'"\`]{0,4}${OPERATOR}[ ('"\`~+-]{0,8}[\\w'"@%]`)],
  [
    LIKELY,
    new RegExp(
      `['"\`)\\d] ?(?:\\b(?:or|and|xor)\\b|\\|\\||&&)[ (!~'"\`+-]{1,8}(?!${ODATA})(?<![\\w.@])[\\w.@]{1,40}[ )'"\`]{0,3}(?:\\(|${OPERATOR})`,
    ),
  ],
  [
    LIKELY,
    /['")\d] ?(?:\b(?:or|and|xor)\b|\|\||&&)[ (!~-]{1,6}(?:(?:true|false|null|exists|select)\b|\d{1,10} ?(?:--|#|;|\/\*))/,
  ],
  [LIKELY, /['"`)] ?(?:--[ +-]?|#|;--|;?\/\*) ?(?:$|[\u0001\u0002&-])/],
  [LIKELY, /\d['"`)]{1,3} ?(?:--|#|;|\|\|)/],
  [
    CERTAIN,
    /; ?(?:(?:drop|alter|create|truncate|lock|rename) (?:table|database|user|view|index|column|procedure|function|schema|temporary|role|login|or replace)\b|insert (?:into|ignore|overwrite)\b|update \w{1,60} set\b|delete from\b|exec(?:ute)?[ (]|declare[ @]|shutdown\b|copy \w{1,40} (?:from|to)\b|grant \w{1,20} |truncate ?\[)/,
  ],
  [
    LIKELY,
    /; ?(?:select|set @|begin|commit|call|do|merge into|handler|rename table|load data|backup database|reconfigure|waitfor)[ (@]/,
  ],
  [
    CERTAIN,
    /\b(?:drop|truncate) (?:table|database|view) \w|\binsert into \w{1,60} ?(?:\(|values|select)|\bdelete from \w{1,60} where\b/,
  ],
  [
    LIKELY,
    /\b(?:information_schema|pg_(?:catalog|shadow|authid|stat_activity|tables)|sqlite_(?:master|schema|temp_master)|sys(?:objects|columns|databases|xlogins|logins)|sys\.(?:objects|tables|databases|user_\w{1,20}|schemas?|sql_logins)|msys(?:ac\w{1,20}|objects|queries|relationships|columns\w{0,20}|imexspecs)|mysql\.(?:user|db|host|innodb_\w{1,20})|master\.\.\w|all_tab\w{1,20}|dba_(?:users|tables)|user_(?:tables|tab_columns|catalog|constraints|objects|users|ind_columns)|xp_\w{3,40}|sp_(?:executesql|oacreate|oamethod|configure|makewebtask|addextendedproc|password|replwritetovarbin|prepare|addsrvrolemember|sqlexec)|@@(?:version|hostname|basedir|datadir|servername|global|identity|spid|innodb\w{0,30})|tempdb|northwind|schema_name ?\()/,
  ],
  [LIKELY, new RegExp(`(?<![\\w.-])(?:${FUNCTIONS}) ?\\(`)],
  [LIKELY, /(?<![\w.])(?:user|version|database|schema|current_user|now|pi) ?\( ?\) ?(?:$|[ ),;=<>|&+*\u0001-])/],
  [
    LIKELY,
    /(?<![\w.])(?:char|cast|convert|substr|mid|ord|elt|field|length|strcmp|instr|locate|lpad|rpad|coalesce|conv|count|exp|floor|rand) ?\( ?(?:0x|\d|'|@|select\b|\* ?\)|\( ?select)/,
  ],
  [LIKELY, /(?<![\w.])(?:div|mod|power|round) ?\( ?[-+]?[\d.]{1,20} ?, ?[-+]?[\d.]{1,20} ?\)/],
  [LIKELY, new RegExp(`[\\w)'"\\]}]::(?:${TYPES})\\b`)],
  [CERTAIN, /' ?[{[][^']{0,200}' ?(?:[-@#<>?=|]|::|\? ?'|like\b)/],
  [LIKELY, / (?:<@|@>|#>>?|@@|@\?|->>?|#-|\?[|&]?|<|>|=) ?' ?(?:\{|\[|\$[.[])/],
  [
    CERTAIN,
    /\binto (?:out|dump)file\b|\bload data (?:low_priority |concurrent |local )?infile\b|\bload_file ?\(|\bprocedure analyse ?\(/,
  ],
  [
    LIKELY,
    /['"`)\d] ?(?:order|group) by[ (]{1,3}\d{1,5}\b|\bgroup by .{1,150}\bhaving\b|\bhaving[ ('"]{1,4}\d{1,10} ?[=<>]/,
  ],
  [LIKELY, /\bcase[ (]{1,3}when[ (].{1,150}?\bthen\b/],
  [LIKELY, /(?<![\w.])i?if ?\( ?['"(]{0,3}\d{1,10}['")]{0,3} ?[=<>]|\) ?(?:not )?(?:r?like|regexp) ?\(/],
  [LIKELY, /\bexec(?:ute)? (?:master[ .]|immediate|xp_|sp_|@)|\bdeclare @\w{1,40}/],
  [
    LIKELY,
    /\bcreate (?:or replace )?(?:function|procedure|trigger) \w{1,60}[ (]|\balter (?:table|database|user) \w{1,60} /,
  ],
  [LIKELY, /['"] ?(?:\|\||\+) ?\(? ?(?:select|chr|char|cast|version|user)\b/],
  [WEAK, /\u0002-?\d{1,10}['"`\\]{1,3}(?:$|\u0001)|\u0002['"`]{1,3}(?:$|\u0001)/],
  [WEAK, /\b(?:select|update|insert|delete) .{0,60}[ )](?:from|set|into|where) /],
]);

const NOSQL_OPERATOR =
  '\\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|not|n?or|and|size|type|all|mod|expr|elemmatch|options|jsonschema|func|accumulator|function|lookup|merge|comment)';

/** Operators of document databases in parameters. */
export const NOSQL = signatures('nosql', 'injection', [
  [CERTAIN, new RegExp(`\\[ ?['"]?${NOSQL_OPERATOR}['"]? ?\\]`)],
  [CERTAIN, new RegExp(`[{,] ?["']?${NOSQL_OPERATOR}["']? ?:`)],
  [
    LIKELY,
    /(?:\|\||&&|;|'|") ?(?:return )?(?:\w{1,10}\()?this\.\w{1,40} ?(?:[=!<>]|\.match)|\bdb\.\w{1,40}\.(?:find|insert|update|drop|remove|aggregate)\w{0,10} ?\(/,
  ],
]);

/** Filters of directories (LDAP) and documents (XPath). */
export const FILTERS = signatures('filter', 'injection', [
  [
    CERTAIN,
    /\)\)? ?\(? ?[|&!] ?\(? ?\w{1,40} ?[~<>]?=|\)\)? ?\( ?[|&!]{1,2} ?\(? ?(?:$|[\u0001\w(])|\)\)\( ?[&|]|\* ?\)\)? ?\( ?[\w|&!]/,
  ],
  [LIKELY, /\) ?\( ?\w{1,40} ?= ?\*|\((?:objectclass|objectcategory|uid|cn|mail|samaccountname|memberof) ?[=:]/],
  [LIKELY, /\) ?\( ?[%&|!] ?\( ?(?:$|\u0001)/],
  [
    LIKELY,
    /['"] ?\] ?\| ?[/a-z]|\bor ?(?:count|name|position|string-length|substring) ?\( ?(?:\/\/|parent|child|\.\.?|@)|\/\/\*\[|\bancestor::|\bfollowing-sibling::/,
  ],
]);
