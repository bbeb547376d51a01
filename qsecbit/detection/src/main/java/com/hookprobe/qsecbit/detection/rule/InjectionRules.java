package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.AttackKind.COMMAND_INJECTION;
import static com.hookprobe.qsecbit.detection.AttackKind.PATH_TRAVERSAL;
import static com.hookprobe.qsecbit.detection.AttackKind.SQL_INJECTION;
import static com.hookprobe.qsecbit.detection.AttackKind.XSS;
import static com.hookprobe.qsecbit.detection.rule.WebRule.rule;

import java.util.ArrayList;
import java.util.List;

/** The signs of code, commands and foreign paths in a URL or body. */
final class InjectionRules {
    private static final String COMMANDS =
            "(?:cat|ls|id|whoami|uname|wget|curl|nc|ncat|netcat|bash|sh|ash|dash|ping|sleep|python[23]?|perl|php|ruby"
                    + "|powershell|cmd|chmod|rm|cp|mv|tftp|busybox|echo|nslookup|dig|ifconfig|ipconfig|netstat|ps|env"
                    + "|printenv|type|dir|touch|kill|expr|set|mkdir|cd|sudo|system|passthru)";

    /** One that opens a command; around the name of a table or column it is what SQL quotes with. */
    private static final String BACKTICK = "(?<!(?:from|select|where|by|into|update|and|or|join|table|on|,|\\.) ?)`"
            + "(?![a-z_]{1,40}` ?(?:[=,.<>)(]|where|order|from|limit|is |in |like |not |set |values))";

    static final List<WebRule> SQL = List.of(
            rule(
                    SQL_INJECTION,
                    7,
                    "\\bunion[ (]{1,4}(?:all[ (]{1,4}|distinct[ (]{1,4})?select[ (]{1,4}(?:null|[0-9'\"@*(]|0x|char|concat|"
                            + "[a-z_.]{1,40} ?[,(]|[a-z_.,]{1,60} from )",
                    "union"),
            rule(SQL_INJECTION, 3, "['\"();=] ?.{0,60}\\bselect\\b.{1,120}\\bfrom\\b", "select"),
            rule(
                    SQL_INJECTION,
                    5,
                    "['\")] ?(?:or|and|\\|\\||&&|xor) ?[('\"]{0,3}([0-9a-z_]{1,12})['\")]{0,3} ?(?:=|<|>|like) ?['\"(]{0,3}\\1",
                    behindQuote("or", "and", "||", "&&", "xor")),
            rule(
                    SQL_INJECTION,
                    4,
                    "[0-9'\")] (?:or|and) (?:not )?[('\"]{0,3}[0-9]{1,6}['\")]{0,3} ?(?:=|<|>) ?['\"(]{0,3}[0-9]{1,6}",
                    " or ",
                    " and "),
            rule(
                    SQL_INJECTION,
                    5,
                    "(?<![/a-z0-9_])(?:sleep|pg_sleep|benchmark|dbms_pipe\\.receive_message) ?\\( ?(?:['\"0-9(]|chr)",
                    "sleep",
                    "benchmark",
                    "dbms_pipe"),
            rule(SQL_INJECTION, 6, "\\bwaitfor delay\\b", "waitfor"),
            rule(
                    SQL_INJECTION,
                    6,
                    "\\b(?:xp_cmdshell|sp_executesql|information_schema|sysobjects|pg_catalog|sqlite_master|utl_inaddr|utl_http)\\b",
                    "xp_cmdshell",
                    "sp_executesql",
                    "information_schema",
                    "sysobjects",
                    "pg_catalog",
                    "sqlite_master",
                    "utl_"),
            rule(
                    SQL_INJECTION,
                    5,
                    "\\b(?:extractvalue|updatexml|load_file|group_concat|xmltype|char) ?\\( ?(?:0x|[0-9'\"(@]|concat|select|database|user|table_name)",
                    "extractvalue",
                    "updatexml",
                    "load_file",
                    "concat",
                    "xmltype",
                    "char"),
            rule(SQL_INJECTION, 5, "\\binto (?:out|dump)file\\b", "into "),
            rule(
                    SQL_INJECTION,
                    5,
                    "; ?(?:drop|insert into|update [a-z_]{1,40} set|delete from|exec|alter|truncate|shutdown|declare @|create table)\\b",
                    ";"),
            rule(SQL_INJECTION, 4, "['\")] ?order by [0-9]{1,4}", "order by"),
            rule(SQL_INJECTION, 4, "\\border by [0-9]{1,4} ?(?:--|#)", "order by"),
            rule(SQL_INJECTION, 4, "['\"] ?\\)? ?(?:--|#|;%00)(?: |$|-|&|\\+)", "--", "#", ";%00"),
            rule(SQL_INJECTION, 4, "\\b(?:cast|convert|coalesce) ?\\(.{0,12}\\bselect\\b", "select"),
            rule(SQL_INJECTION, 4, "\\bcase when\\b.{1,80}\\bthen\\b", "case when"),
            rule(SQL_INJECTION, 4, "@@(?:version|hostname|datadir|servername)", "@@"),
            rule(SQL_INJECTION, 2, "(?:=|/)[0-9a-z]{0,20}'(?:$|&| )", "'"),
            rule(SQL_INJECTION, 4, "\\bhaving [0-9]{1,4} ?= ?[0-9]{1,4}", "having"),
            rule(
                    SQL_INJECTION,
                    4,
                    "['\"] ?(?:and|or) ?\\(? ?(?:select|exists|ascii|substr|substring|length|ord|mid|if) ?\\(",
                    behindQuote("and", "or")));

    static final List<WebRule> SCRIPT = List.of(
            rule(XSS, 7, "< ?/?script[ />]|< ?script$", "script"),
            rule(XSS, 6, "<[a-z][a-z0-9]{0,15}[ /][^>]{0,200}\\bon[a-z]{3,20} ?=", "<"),
            rule(
                    XSS,
                    5,
                    "['\"][ />]{1,4}(?:[a-z]{1,20}(?: ?= ?['\"]?[a-z0-9]{0,20}['\"]?)? )?on(?:error|load|click|focus|mouse[a-z]{2,6}|toggle|blur|key[a-z]{2,6}|animation[a-z]{3,10}) ?=",
                    "onerror",
                    "onload",
                    "onclick",
                    "onfocus",
                    "onmouse",
                    "ontoggle",
                    "onblur",
                    "onkey",
                    "onanimation"),
            rule(XSS, 5, "<(?:svg|iframe|embed|object|math|marquee|isindex|base|meta)(?:[ />]|$)", "<"),
            rule(
                    XSS,
                    3,
                    "<(?:img|body|video|audio|input|a|div|style|link|form|details|br|table|layer|xml|bgsound|title)(?:[ />]|$)",
                    "<"),
            rule(XSS, 4, "(?:=|['\"]) ?javascript:.{0,80}(?:\\(|`)", "javascript:"),
            rule(
                    XSS,
                    3,
                    "\\b(?:alert|prompt|confirm|eval) ?[(`](?: ?['\"0-9a-z/]|$)",
                    "alert",
                    "prompt",
                    "confirm",
                    "eval"),
            rule(XSS, 5, "\\bdocument\\.(?:cookie|domain|location|write)\\b", "document."),
            rule(XSS, 2, "\\b(?:vbscript|livescript|mocha):|\\bexpression\\(", "script:", "mocha:", "expression("),
            rule(XSS, 5, "string\\.fromcharcode", "fromcharcode"));

    static final List<WebRule> PATH = List.of(
            rule(PATH_TRAVERSAL, 5, "\\.\\.[/\\\\]{1,10}\\.\\.(?:[/\\\\]|$)", ".."),
            rule(PATH_TRAVERSAL, 2, "(?:^|[/=\\\\])\\.\\.[/\\\\]", ".."),
            rule(PATH_TRAVERSAL, 5, "\\.\\.;[/\\\\]|\\.\\.%00|\\.\\.\\.\\.[/\\\\]", ".."),
            rule(
                    PATH_TRAVERSAL,
                    6,
                    "/etc/(?:(?:passwd|shadow|group|hosts|issue|my\\.cnf)(?![a-z0-9_]|-[a-z])|apache2|nginx|ssh/)|/proc/(?:self|version|[0-9]{1,7})(?:/|$|\\?|&| )",
                    "/etc/",
                    "/proc/"),
            rule(
                    PATH_TRAVERSAL,
                    4,
                    "^/{1,8}(?:usr/(?:share|local|lib|bin)|var/(?:www|log|lib|run)|etc/[a-z.-]{2,30}|root/\\.)/?",
                    "usr/",
                    "var/",
                    "/etc/",
                    "root/."),
            rule(
                    PATH_TRAVERSAL,
                    6,
                    "(?:boot|win|system|php)\\.ini\\b.{0,5}$|[/\\\\]windows[/\\\\](?:system32|win\\.ini|system\\.ini)|[/\\\\]winnt[/\\\\]",
                    ".ini",
                    "windows",
                    "winnt"),
            rule(PATH_TRAVERSAL, 6, "=(?:php|phar|zip|expect|file|glob|data|dict|gopher|jar|ogg)://", "://"),
            // A script of another site handed over to be included.
            rule(
                    PATH_TRAVERSAL,
                    4,
                    "=(?:https?|ftp)://[^&]{1,200}\\.(?:txt|php|inc|gif|jpe?g|dat)\\?{1,2}(?:$|&|cmd=)",
                    "://"),
            rule(PATH_TRAVERSAL, 5, "=/(?:var/log|root|home/[^/]{1,30}/\\.)[/a-z]", "=/var/", "=/root/", "=/home/"),
            rule(PATH_TRAVERSAL, 5, "/dana-na/.{0,60}/\\.\\./", "/dana-na/"));

    static final List<WebRule> COMMAND = List.of(
            rule(
                    COMMAND_INJECTION,
                    6,
                    "(?:;|\\|\\|?|&&|" + BACKTICK + "|\\n|\\$\\() ?(?:/?(?:usr/)?s?bin/)?" + COMMANDS
                            + "(?:$|[ ;|`)<>&]|\\$\\{?ifs)",
                    ";",
                    "|",
                    "&&",
                    "`",
                    "$("),
            rule(
                    COMMAND_INJECTION,
                    5,
                    "(?:cmd|exec|command|execute|system|shell|run|ping|ip|host|todo)=.{0,80}(?:\\bwget |\\bcurl |\\brm -|/bin/|\\bnc -|\\bchmod |\\bcat /|\\bbusybox |\\btftp )",
                    "wget ",
                    "curl ",
                    "rm -",
                    "/bin/",
                    "nc -",
                    "chmod ",
                    "cat /",
                    "busybox ",
                    "tftp "),
            rule(
                    COMMAND_INJECTION,
                    5,
                    "/bin/(?:ba|da|z|c|k)?sh\\b|\\bcmd\\.exe(?![-a-z0-9_])|\\bpowershell(?:\\.exe)? -|\\$\\{ifs\\}|\\$ifs\\b",
                    "/bin/",
                    "cmd.exe",
                    "powershell",
                    "ifs"),
            rule(
                    COMMAND_INJECTION,
                    4,
                    "=[^&]{0,60}(?:" + BACKTICK + "[a-z/]{2,40}[ `]|\\$\\([a-z/]{2,40}[ )])",
                    "`",
                    "$("),
            rule(
                    COMMAND_INJECTION,
                    5,
                    "(?:;|\\||\\$\\() ?(?:wget|curl|tftp)\\b.{1,200}(?:https?://|[0-9]{1,3}\\.[0-9]{1,3}\\.)",
                    "wget",
                    "curl",
                    "tftp"),
            // Code of PHP as a value
            rule(
                    COMMAND_INJECTION,
                    5,
                    "=(?:eval|assert|system|passthru|shell_exec|phpinfo|exec|call_user_func)\\([^ )]|\\bfilter\\[\\]=(?:system|exec|passthru|assert|phpinfo)|_method=__construct",
                    "=eval(",
                    "=assert(",
                    "=system(",
                    "=passthru(",
                    "=shell_exec(",
                    "=phpinfo(",
                    "=exec(",
                    "=call_user_func(",
                    "filter[]=",
                    "=__construct"),
            // What the owner of a back door asks first
            rule(
                    COMMAND_INJECTION,
                    5,
                    "[?&](?:cmd|exec|command|c|x|shell)=(?:id|whoami|uname(?: -a)?|ifconfig|ipconfig(?: /all)?|net user|cat /.{1,60})(?:$|&)",
                    "=id",
                    "=whoami",
                    "=uname",
                    "=ifconfig",
                    "=ipconfig",
                    "=net user",
                    "=cat /"));

    /** A command on a line of its own. */
    static final List<WebRule> LINES = List.of(rule(
            COMMAND_INJECTION,
            6,
            "\n ?(?:/?(?:usr/)?s?bin/)?(?:id|whoami|uname|ls|pwd|wget|curl|nc|bash|sh|ping|ifconfig|ipconfig|netstat"
                    + "|cat [/.])(?:$|[ ;|&<>\n]|(?<=[/.]))",
            "\n"));

    private InjectionRules() {}

    /** Each word behind what closes a value in SQL, with a space or without. */
    private static String[] behindQuote(String... words) {
        List<String> hints = new ArrayList<>();
        for (String word : words) {
            for (String quote : List.of("'", "\"", ")")) {
                hints.add(quote + word);
                hints.add(quote + " " + word);
            }
        }
        return hints.toArray(new String[0]);
    }
}
