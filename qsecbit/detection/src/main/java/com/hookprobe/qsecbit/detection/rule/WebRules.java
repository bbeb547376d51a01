package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.AttackKind.COMMAND_INJECTION;
import static com.hookprobe.qsecbit.detection.AttackKind.PATH_TRAVERSAL;
import static com.hookprobe.qsecbit.detection.AttackKind.SQL_INJECTION;
import static com.hookprobe.qsecbit.detection.AttackKind.WEB_EXPLOIT;
import static com.hookprobe.qsecbit.detection.AttackKind.WEB_SCAN;
import static com.hookprobe.qsecbit.detection.AttackKind.XSS;
import static com.hookprobe.qsecbit.detection.rule.WebRule.rule;

import java.util.List;

/** The signs of web attacks in the decoded URL. */
final class WebRules {
    private static final String COMMANDS =
            "(?:cat|ls|id|whoami|uname|wget|curl|nc|ncat|netcat|bash|sh|ash|dash|ping|sleep|python[23]?|perl|php|ruby"
                    + "|powershell|cmd|chmod|rm|cp|mv|tftp|busybox|echo|nslookup|dig|ifconfig|ipconfig|netstat|ps|env"
                    + "|printenv|type|dir|touch|kill|expr|set)";

    /** Signs that need a character which plain URLs do not have. */
    static final List<WebRule> SPECIAL = List.of(
            // SQL injection
            rule(
                    SQL_INJECTION,
                    7,
                    "union",
                    "\\bunion[ (]{1,4}(?:all[ (]{1,4}|distinct[ (]{1,4})?select[ (]{1,4}(?:null|[0-9'\"@*(]|0x|char|concat|"
                            + "[a-z_.]{1,40} ?[,(]|[a-z_.,]{1,60} from )"),
            rule(SQL_INJECTION, 3, "select", "['\"();=] ?.{0,60}\\bselect\\b.{1,120}\\bfrom\\b"),
            rule(
                    SQL_INJECTION,
                    5,
                    "",
                    "['\")] ?(?:or|and|\\|\\||&&|xor) ?[('\"]{0,3}([0-9a-z_]{1,12})['\")]{0,3} ?(?:=|<|>|like) ?['\"(]{0,3}\\1"),
            rule(
                    SQL_INJECTION,
                    4,
                    "",
                    "[0-9'\")] (?:or|and) (?:not )?[('\"]{0,3}[0-9]{1,6}['\")]{0,3} ?(?:=|<|>) ?['\"(]{0,3}[0-9]{1,6}"),
            rule(SQL_INJECTION, 5, "", "\\b(?:sleep|pg_sleep|benchmark|dbms_pipe\\.receive_message) ?\\( ?['\"0-9(]"),
            rule(SQL_INJECTION, 6, "waitfor", "\\bwaitfor delay\\b"),
            rule(
                    SQL_INJECTION,
                    6,
                    "",
                    "\\b(?:xp_cmdshell|sp_executesql|information_schema|sysobjects|pg_catalog|sqlite_master|utl_inaddr|utl_http)\\b"),
            rule(
                    SQL_INJECTION,
                    5,
                    "",
                    "\\b(?:extractvalue|updatexml|load_file|group_concat|xmltype|char) ?\\( ?(?:0x|[0-9'\"(@]|concat|select|database|user|table_name)"),
            rule(SQL_INJECTION, 5, "into", "\\binto (?:out|dump)file\\b"),
            rule(
                    SQL_INJECTION,
                    5,
                    ";",
                    "; ?(?:drop|insert into|update [a-z_]{1,40} set|delete from|exec|alter|truncate|shutdown|declare @|create table)\\b"),
            rule(SQL_INJECTION, 4, "order by", "['\")] ?order by [0-9]{1,4}"),
            rule(SQL_INJECTION, 4, "order by", "\\border by [0-9]{1,4} ?(?:--|#)"),
            rule(SQL_INJECTION, 4, "", "['\"] ?\\)? ?(?:--|#|;%00)(?: |$|-|\\+)"),
            rule(SQL_INJECTION, 4, "case when", "\\bcase when\\b.{1,80}\\bthen\\b"),
            rule(SQL_INJECTION, 4, "@@", "@@(?:version|hostname|datadir|servername)"),
            rule(SQL_INJECTION, 2, "", "(?:=|/)[0-9a-z]{0,20}'(?:$|&| )"),
            rule(SQL_INJECTION, 4, "having", "\\bhaving [0-9]{1,4} ?= ?[0-9]{1,4}"),
            rule(
                    SQL_INJECTION,
                    4,
                    "",
                    "['\"] ?(?:and|or) ?\\(? ?(?:select|exists|ascii|substr|substring|length|ord|mid|if) ?\\("),
            // Cross-site scripting
            rule(XSS, 7, "<", "< ?/?script[ />]|< ?script$"),
            rule(XSS, 6, "<", "<[a-z][a-z0-9]{0,15}[ /][^>]{0,200}\\bon[a-z]{3,20} ?="),
            rule(
                    XSS,
                    5,
                    "",
                    "['\"][ />]{1,4}(?:[a-z]{1,20} ?= ?['\"]?[a-z0-9]{0,20}['\"]? )?on(?:error|load|click|focus|mouse[a-z]{2,6}|toggle|blur|key[a-z]{2,6}|animation[a-z]{3,10}) ?="),
            rule(XSS, 5, "<", "<(?:svg|iframe|embed|object|math|marquee|isindex|base|meta)[ />]"),
            rule(XSS, 3, "<", "<(?:img|body|video|audio|input|a|div|style|link|form|details) "),
            rule(XSS, 4, "javascript:", "(?:=|['\"]) ?javascript:.{0,80}(?:\\(|`)"),
            rule(XSS, 3, "", "\\b(?:alert|prompt|confirm|eval) ?[(`] ?['\"0-9a-z/]"),
            rule(XSS, 5, "document.", "\\bdocument\\.(?:cookie|domain|location|write)\\b"),
            rule(XSS, 5, "fromcharcode", "string\\.fromcharcode"));

    /** Signs that a URL of letters and slashes may hold. */
    static final List<WebRule> ANY = List.of(
            // Path traversal and file inclusion
            rule(PATH_TRAVERSAL, 5, "..", "\\.\\.[/\\\\]{1,3}\\.\\.(?:[/\\\\]|$)"),
            rule(PATH_TRAVERSAL, 2, "..", "(?:^|[/=\\\\])\\.\\.[/\\\\]"),
            rule(PATH_TRAVERSAL, 5, "..", "\\.\\.;[/\\\\]|\\.\\.%00|\\.\\.\\.\\.[/\\\\]"),
            rule(
                    PATH_TRAVERSAL,
                    6,
                    "",
                    "/etc/(?:passwd|shadow|group|hosts|issue|my\\.cnf|apache2|nginx|ssh/)|/proc/(?:self|version|[0-9]{1,7})(?:/|$|\\?|&| )"),
            rule(
                    PATH_TRAVERSAL,
                    6,
                    "",
                    "(?:boot|win|system|php)\\.ini\\b.{0,5}$|[/\\\\]windows[/\\\\](?:system32|win\\.ini|system\\.ini)|[/\\\\]winnt[/\\\\]"),
            rule(PATH_TRAVERSAL, 6, "://", "=(?:php|phar|zip|expect|file|glob|data|dict|gopher|jar|ogg)://"),
            rule(PATH_TRAVERSAL, 5, "/../", "/dana-na/.{0,60}/\\.\\./"),
            // Command injection
            rule(
                    COMMAND_INJECTION,
                    6,
                    "",
                    "(?:;|\\|\\|?|&&|`|\\n|\\$\\() ?(?:/?(?:usr/)?s?bin/)?" + COMMANDS + "(?:$|[ ;|`)<>&]|\\$\\{?ifs)"),
            rule(
                    COMMAND_INJECTION,
                    5,
                    "",
                    "(?:cmd|exec|command|execute|system|shell|run|ping|ip|host|todo)=.{0,80}(?:\\bwget |\\bcurl |\\brm -|/bin/|\\bnc -|\\bchmod |\\bcat /|\\bbusybox |\\btftp )"),
            rule(
                    COMMAND_INJECTION,
                    5,
                    "",
                    "/bin/(?:ba|da|z|c|k)?sh\\b|\\bcmd\\.exe\\b|\\bpowershell(?:\\.exe)? -|\\$\\{ifs\\}|\\$ifs\\b"),
            rule(
                    COMMAND_INJECTION,
                    5,
                    "",
                    "(?:;|\\||\\$\\() ?(?:wget|curl|tftp)\\b.{1,200}(?:https?://|[0-9]{1,3}\\.[0-9]{1,3}\\.)"),
            // Exploits of known holes
            rule(WEB_EXPLOIT, 8, "${", "\\$\\{(?:jndi|lower:|upper:|env:|sys:|date:|::-|[a-z]{0,10}:-)"),
            rule(
                    WEB_EXPLOIT,
                    7,
                    "",
                    "invokefunction|\\\\think\\\\|eval-stdin\\.php|_ignition/execute-solution|/wls-wsat/|/actuator/gateway|class\\.module\\.classloader"),
            rule(
                    WEB_EXPLOIT,
                    7,
                    "",
                    "/(?:setup\\.cgi\\?next_file|gponform/diag_form|boaform/admin/|hnap1|goform/|tmui/|tmshcmd|mgmt/tm/|ctrlt/deviceupgrade|picsdesc\\.xml|tmunblock\\.cgi|hndunblock\\.cgi|shell\\?|cgi-bin/luci/;|cgi-bin/\\.)"),
            rule(
                    WEB_EXPLOIT,
                    7,
                    "",
                    "%\\{ ?[#(]|\\bognl\\b|getruntime\\(|java\\.lang\\.(?:runtime|processbuilder)|t\\(java\\.lang"),
            rule(
                    WEB_EXPLOIT,
                    7,
                    "",
                    "/(?:druid/indexer|solr/admin/cores\\?|jenkins/script|manager/(?:html|text)/?|geoserver/wfs\\?|owa/auth/x\\.js|autodiscover/autodiscover\\.json\\?.{0,40}@|remote/fgt_lang|dana-na/|vpns?/\\.\\./|sslvpn/|api/v1/totp|\\+cscoe\\+/|\\+cscot\\+/|menu/(?:neo|stapp|ss|guiw))"),
            rule(WEB_EXPLOIT, 5, "<?", "<\\?(?:php|=|xml [^>]{0,40}!entity)"),
            rule(
                    WEB_EXPLOIT,
                    6,
                    "{{",
                    "\\{\\{ ?[0-9]{1,8} ?[*+] ?[0-9]{1,8} ?\\}\\}|\\{\\{.{0,60}(?:__class__|config\\.|self\\._|request\\.application)"),
            // Looking for what should not lie there
            rule(
                    WEB_SCAN,
                    5,
                    "/.",
                    "/\\.(?:env|git|svn|hg|aws|ssh|docker|kube|npmrc|htpasswd|htaccess|ds_store|vscode|idea|bash_history|config|s3cfg|pgpass)\\b"),
            rule(
                    WEB_SCAN,
                    5,
                    "",
                    "/(?:wp-config(?:\\.php)?[.~]|wp-config\\.|phpinfo\\.php|info\\.php|test\\.php|server-status|server-info|adminer[-.0-9a-z]{0,12}\\.php|muieblackcat|id_rsa|web\\.config|config\\.(?:php|json|yml|inc)\\.?(?:bak|old|~)?$)"),
            rule(
                    WEB_SCAN,
                    5,
                    "",
                    "^/{1,3}(?:[a-z0-9_.-]{0,20}/)?(?:phpmyadmin|pma|myadmin|mysqladmin|mysql/(?:admin|dbadmin|pma)|sql/(?:webdb|phpmyadmin)|dbadmin|sqlmanager|webdb|phpmyadmin[0-9.-]{1,8})(?:/|$)"),
            // Any hidden file but those that are meant to be found; with a refusal it is a guess.
            rule(WEB_SCAN, 3, "/.", "/\\.(?!well-known\\b)[a-z][a-z_-]{1,30}(?:$|[/?])"),
            rule(WEB_SCAN, 5, "-inf/", "/(?:web|meta)-inf/"),
            rule(WEB_SCAN, 4, "shell", "shell[^/]{0,20}\\.(?:php[0-9]?|aspx?|jspx?)$"),
            rule(WEB_SCAN, 5, "setup", "/scripts/setup\\.php|/setup\\.php$"),
            rule(
                    WEB_SCAN,
                    5,
                    "",
                    "/(?:backup|dump|database|db|site|www|data|users?)\\.(?:sql|zip|tar|tar\\.gz|tgz|rar|7z|bak)$"),
            rule(
                    WEB_SCAN,
                    5,
                    "",
                    "nice ports,|/evox/about|/sdk$|/nmaplowercheck|/actuator/(?:env|heapdump|health)|/_all_dbs|/_cat/indices|/console/login|/portal/redlion|/solr/|/ab2[gh]$|/hudson|/v2/_catalog"),
            rule(WEB_SCAN, 4, "", "^/(?:shell|cmd|c99|r57|wso|alfa|webshell|up|upload|xx|1)\\.(?:php|asp|aspx|jsp)$"));

    /** A command on a line of its own. */
    static final List<WebRule> LINES = List.of(rule(
            COMMAND_INJECTION,
            6,
            "\n",
            "\n ?(?:/?(?:usr/)?s?bin/)?(?:id|whoami|uname|ls|pwd|wget|curl|nc|bash|sh|ping|ifconfig|ipconfig|netstat"
                    + "|cat [/.])(?:$|[ ;|&<>\n]|(?<=[/.]))"));

    /** Signs in the user agent and the referer. */
    static final List<WebRule> AGENT = List.of(
            rule(WEB_EXPLOIT, 8, "${", "\\$\\{(?:jndi|lower:|upper:|env:|sys:|date:|::-|[a-z]{0,10}:-)"),
            rule(WEB_EXPLOIT, 8, "()", "\\(\\) ?\\{ ?.{0,20};"),
            rule(
                    WEB_SCAN,
                    6,
                    "",
                    "\\b(?:sqlmap|nikto|nmap|masscan|zgrab|zmap|nuclei|gobuster|dirbuster|dirb|feroxbuster|ffuf|wfuzz|wpscan"
                            + "|acunetix|nessus|openvas|w3af|arachni|havij|jorgee|muieblackcat|morfeus|zmeu|l9explore"
                            + "|l9tcpid|whatweb|joomscan|hydra|medusa|netsparker|appscan|burp|skipfish|fimap|commix"
                            + "|libwww-perl|hello,? world|gemini/2\\.0|xtc|xenu|httpx|katana)\\b"),
            rule(COMMAND_INJECTION, 6, "", "(?:;|\\||\\$\\() ?(?:wget|curl|tftp|/bin/)\\b"));

    private WebRules() {}
}
