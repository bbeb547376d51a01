package com.hookprobe.qsecbit.detection.rule;

/** What is usual at a port of a foreign server. */
final class ServicePorts {
    private ServicePorts() {}

    /** Services that are asked on time by their nature: names and clocks. */
    static boolean isTimed(int port) {
        return port == 53 || port == 123 || port == 853 || port == 137 || port == 161;
    }

    /**
     * True for a port at which hosts of a site seldom have anything to do abroad. The others are those that programs of
     * many people use: web, mail, chat, push, calls, remote work, time.
     */
    static boolean isOdd(int port) {
        return switch (port) {
            case 20,
                    21,
                    22,
                    25,
                    43,
                    80,
                    110,
                    143,
                    443,
                    465,
                    500,
                    554,
                    563,
                    587,
                    636,
                    843,
                    873,
                    990,
                    993,
                    995,
                    1194,
                    1883,
                    1935,
                    2195,
                    2196,
                    3074,
                    3389,
                    3478,
                    3479,
                    3480,
                    3481,
                    4460,
                    4500,
                    5060,
                    5061,
                    5222,
                    5223,
                    5228,
                    5229,
                    5230,
                    5349,
                    5671,
                    5938,
                    6568,
                    8000,
                    8080,
                    8081,
                    8443,
                    8530,
                    8531,
                    8883,
                    8888,
                    9418,
                    10051,
                    11371,
                    19302,
                    51820 -> false;
            default -> true;
        };
    }
}
