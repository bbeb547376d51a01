package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.AttackKind.COMMAND_INJECTION;
import static com.hookprobe.qsecbit.detection.AttackKind.WEB_SCAN;
import static com.hookprobe.qsecbit.detection.rule.WebRule.rule;

import java.util.List;

/** Programs that name themselves in the user agent, and what is smuggled through it. */
final class AgentRules {
    static final List<WebRule> ALL = List.of(
            rule(
                    WEB_SCAN,
                    6,
                    "\\b(?:sqlmap|nikto|nmap|masscan|zgrab|zmap|nuclei|gobuster|dirbuster|dirb|feroxbuster|ffuf|wfuzz|wpscan"
                            + "|acunetix|nessus|openvas|w3af|arachni|havij|jorgee|muieblackcat|morfeus|zmeu|l9explore"
                            + "|l9tcpid|whatweb|joomscan|hydra|medusa|netsparker|appscan|burp|skipfish|fimap|commix"
                            + "|libwww-perl|hello,? world|gemini/2\\.0|xtc|xenu|httpx|katana|dirsearch|fuzz faster"
                            + "|intruder|brutus|absinthe|bbqsql|grabber|vega|webshag|wapiti|paros|owasp|zaproxy|detectify"
                            + "|qualys|assetnote|metasploit|hakai|shinka|report runner|internet-measurement|cgichk|grendel-scan"
                            + "|webinspect|whisker|n-stealth|sqlninja|pangolin|prog\\.customcrawler)\\b",
                    "sqlmap",
                    "nikto",
                    "nmap",
                    "masscan",
                    "zgrab",
                    "zmap",
                    "nuclei",
                    "gobuster",
                    "dirb",
                    "feroxbuster",
                    "ffuf",
                    "wfuzz",
                    "wpscan",
                    "acunetix",
                    "nessus",
                    "openvas",
                    "w3af",
                    "arachni",
                    "havij",
                    "jorgee",
                    "muieblackcat",
                    "morfeus",
                    "zmeu",
                    "l9explore",
                    "l9tcpid",
                    "whatweb",
                    "joomscan",
                    "hydra",
                    "medusa",
                    "netsparker",
                    "appscan",
                    "burp",
                    "skipfish",
                    "fimap",
                    "commix",
                    "libwww-perl",
                    "hello",
                    "gemini/2.0",
                    "xtc",
                    "xenu",
                    "httpx",
                    "katana",
                    "dirsearch",
                    "fuzz faster",
                    "intruder",
                    "brutus",
                    "absinthe",
                    "bbqsql",
                    "grabber",
                    "vega",
                    "webshag",
                    "wapiti",
                    "paros",
                    "owasp",
                    "zaproxy",
                    "detectify",
                    "qualys",
                    "assetnote",
                    "metasploit",
                    "hakai",
                    "shinka",
                    "report runner",
                    "internet-measurement",
                    "cgichk",
                    "grendel-scan",
                    "webinspect",
                    "whisker",
                    "n-stealth",
                    "sqlninja",
                    "pangolin",
                    "prog.custom"),
            rule(
                    COMMAND_INJECTION,
                    6,
                    "(?:;|\\||\\$\\() ?(?:wget|curl|tftp|/bin/)\\b",
                    "wget",
                    "curl",
                    "tftp",
                    "/bin/"));

    private AgentRules() {}
}
