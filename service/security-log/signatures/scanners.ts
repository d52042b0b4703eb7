import { CERTAIN, WEAK, signatures } from './signature.ts';

/** User agents of scanners and attack tools. Libraries such as curl are not among them: honest programs use them too. */
export const SCANNER_AGENT = signatures('scanner-agent', 'scanner', [
  [
    CERTAIN,
    /\b(?:acunetix|absinthe|appscan|arachni|autogetcontent|bilbo|blackwidow|brutus|bsqlbf|cgichk|commix|core-project|crowbar|datacha0s|dav\.pm|dirb|dirbuster|dominohunter|dotdotpwn|evilscanner|feroxbuster|ffuf|fhscan|fimap|floodgate|fuzz faster|gobuster|gootkit|grendel-scan|havij|hydra|inspathx|internet ninja|joomscan|jorgee|kocmohabt|l9(?:explore|tcpid)|masscan|metis|morfeus|muieblackcat|mysqloit|n-stealth|nasl|nessus|netlab360|netsparker|nikto|nmap|nsauditor|nuclei|openvas|pangolin|paros|pmafind|prog\.customcrawler|qualys was|qqgamehall|revolt|scan(?:4|ner4)\w{0,10}|shellshock|skipfish|springenwerk|sqlmap|sqlninja|sqlpowerinjector|struts-pwn|sysscan|tbi-webscanner|toata|uil2pn|vega|voideye|w3af|webbandit|webcruiser|webinspect|webshag|webtrends security analyzer|webvulnscan|wfuzz|whatweb|whcc\/|whisker|wpscan|xmlrpc exploit|zeus|zgrab|zmeu|zollard)\b/,
  ],
  [
    CERTAIN,
    /mozilla\/5\.0 sf(?:\/{1,2}|\b)|mozilla\/4\.0 \(compatible; msie 6\.0; windows nt 5\.1; sv1\) opera[\d. ]+ webshell|\bproject ?discovery\b|\b(?:black|white)hat\b|\bwebshell\b|\bsql ?injection\b/,
  ],
  [
    WEAK,
    /\b(?:censysinspect|internet-measurement|expanse|shodan|leakix|netcraftsurvey|paloalto|odin|onyphe|binaryedge|securitytrails|rapid7|stretchoid|shadowserver)\b/,
  ],
  [
    WEAK,
    /^(?:user-?agent|mozilla\/3\.0 \(compatible; indy library\)|hello,? world|test|exploit|probe|scan(?:ner|bot)?)(?:[ :/]|$)/,
  ],
]);

/** Names that scanners leave in the addresses they ask for. */
export const SCANNER_MARK = signatures('scanner-mark', 'scanner', [
  [
    CERTAIN,
    /\b(?:acunetix[-_]|acunetix_wvs|acunetix-wvs-test|wvstest|netsparker\w{0,10}=|nessus_is_probing|appscan[-_]|w00tw00t|muieblackcat|nikto-test|nmaplowercheck|nmap\/folder|webshag|burp ?collaborator|openvas|zap\d{4,}|thereisnowaythat|antidisestablishmentarianism|rfiinc\.txt|qualys|arachni_|wfxssprobe|wafw00f|hnap1\/?$|sqlmap|jaeles|nuclei-)/,
  ],
]);
