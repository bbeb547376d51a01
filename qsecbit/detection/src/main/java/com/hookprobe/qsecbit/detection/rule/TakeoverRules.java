package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.AttackKind.WEB_EXPLOIT;
import static com.hookprobe.qsecbit.detection.rule.WebRule.rule;

import java.util.List;

/**
 * Requests that take a product over through a door of its own: a set-up that asks for no password, a service that runs
 * or stores what it is given, an address inside that the server is made to call.
 */
final class TakeoverRules {
    static final List<WebRule> ALL = List.of(
            // Set-up and administration that should have been closed
            rule(
                    WEB_EXPLOIT,
                    7,
                    "/(?:app/rest/users/.{1,40}/tokens/rpc2|setupwizard\\.aspx/|webui/logoutconfirm\\.html\\?logon_hash=|\\./restapi/|restapi/importtechnicians|ccversion/|minio/bootstrap/v[0-9]/verify|_config/(?:query_servers|admins)|v1/agent/service/register|api/index\\.php/v1/.{0,60}[?&]public=)"
                            + "|service=page/setupcompleted",
                    "/app/rest/users/",
                    "/setupwizard.aspx/",
                    "/webui/logoutconfirm",
                    "/./restapi/",
                    "/restapi/importtech",
                    "/ccversion/",
                    "/minio/bootstrap",
                    "/_config/",
                    "/v1/agent/service/register",
                    "/api/index.php/v1/",
                    "page/setupcompleted"),
            // Services and uploads that run what they get
            rule(
                    WEB_EXPLOIT,
                    7,
                    "/(?:ajax/(?:render/widget_tabbedcontainer|api/ad/)|moveitisapi\\.dll\\?action=m2|toolpane\\.aspx\\?.{0,60}a=/toolpane\\.aspx|sitecore/shell/clientbin/reporting/|ctcwebservice/|developmentserver/metadatauploader|oa_html/(?:syncservlet|lcmservicecontroller)|lib/php/connector\\.minimal\\.php|wp-automatic/inc/csv\\.php|gwtest/formssso|vpns/(?:portal/scripts|cfg)/|apisix/batch-requests|ws/v1/cluster/apps/new-application|invoker/ejbinvokerservlet)"
                            + "|p=admin/actions/conditions/render|<j:jelly",
                    "/ajax/render/",
                    "/ajax/api/",
                    "/moveitisapi",
                    "/toolpane.aspx",
                    "/sitecore/shell/",
                    "/ctcwebservice",
                    "/developmentserver/",
                    "/oa_html/",
                    "/connector.minimal",
                    "/wp-automatic/",
                    "/gwtest/",
                    "/vpns/",
                    "/apisix/batch",
                    "/ws/v1/cluster/",
                    "/ejbinvoker",
                    "conditions/render",
                    "j:jelly"),
            // Doors of cameras, recorders and routers with a key that every one of them has
            rule(
                    WEB_EXPLOIT,
                    7,
                    "/(?:system/configurationfile\\?auth=|onvif-http/snapshot\\?auth=|dvr/cmd|web_shell_cmd\\.gch)",
                    "/system/configuration",
                    "/onvif-http/",
                    "/dvr/cmd",
                    "/web_shell_cmd"),
            // Properties of a form that only the program itself may set, and options of the interpreter
            rule(
                    WEB_EXPLOIT,
                    7,
                    "\\[#(?:post_render|pre_render|lazy_builder|markup|access_callback)\\]|\\?-[sdnc](?:$|[ &])",
                    "[#",
                    "?-"),
            // Services inside that a server is made to call: the data of a cloud's machine, and naming services
            rule(
                    WEB_EXPLOIT,
                    6,
                    "[=/@](?:169\\.254\\.169\\.254|100\\.100\\.100\\.200|metadata\\.google\\.internal|\\[fd00:ec2::254\\])(?:[:/]|$)"
                            + "|=(?:ldaps?|rmi|iiop|corba)://",
                    "169.254.169.254",
                    "100.100.100.200",
                    "metadata.google",
                    "fd00:ec2",
                    "ldap",
                    "=rmi:",
                    "=iiop:",
                    "=corba:"),
            // A comparison in place of a password, and objects of .NET
            rule(
                    WEB_EXPLOIT,
                    6,
                    "(?:pass(?:word|wd)?|pwd|token|secret)\\[\\$[a-z]{2,6}\\]|aaeaaad/{4,5}",
                    "[$",
                    "aaeaaad"));

    /** Header lines that a URL smuggles into the answer. */
    static final List<WebRule> LINES = List.of(rule(
            WEB_EXPLOIT,
            6,
            "\n ?(?:set-cookie|location|content-(?:type|length)|x-[a-z-]{1,30}|http/1\\.[01]) ?[: ]",
            "\nset-",
            "\nlocation",
            "\ncontent-",
            "\nx-",
            "\nhttp/",
            "\n set-",
            "\n location",
            "\n content-",
            "\n x-",
            "\n http/"));

    private TakeoverRules() {}
}
