package com.hookprobe.network.render;

import com.hookprobe.network.NetworkPlan.Hotspot;
import com.hookprobe.network.NetworkPlan.Security;
import com.hookprobe.network.core.State.FileState;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** hostapd.conf(5) of one hotspot. The passphrase is put in when the file is written. */
final class HostapdConf {
    private static final int STATIONS_MAX = 128;

    private HostapdConf() {}

    static String render(Hotspot hotspot, String bridge) {
        Lines conf = new Lines();
        conf.add("interface=" + hotspot.name());
        conf.add("bridge=" + bridge);
        conf.add("driver=nl80211");
        // In hexadecimal no character of the name means anything to the parser.
        conf.add("ssid2=" + HexFormat.of().formatHex(hotspot.ssid().getBytes(StandardCharsets.UTF_8)));
        conf.add("utf8_ssid=1");
        conf.add("country_code=" + hotspot.country());
        conf.add("ieee80211d=1");
        conf.add("hw_mode=" + (hotspot.fiveGhz() ? "a" : "g"));
        conf.add("channel=" + hotspot.channel());
        conf.add("ieee80211n=1");
        if (hotspot.fiveGhz()) {
            conf.add("ieee80211ac=1");
            // Radar has right of way on most of these channels.
            conf.add("ieee80211h=1");
        }
        conf.add("wmm_enabled=1");
        conf.add("max_num_sta=" + STATIONS_MAX);
        conf.add("ap_isolate=" + (hotspot.isolate() ? 1 : 0));
        conf.add("auth_algs=1");
        conf.add("wpa=2");
        conf.add("rsn_pairwise=CCMP");
        security(conf, hotspot.security());
        conf.add("wpa_passphrase=" + FileState.SECRET);
        return conf.toString();
    }

    private static void security(Lines conf, Security security) {
        switch (security) {
            case WPA2 -> {
                conf.add("wpa_key_mgmt=WPA-PSK WPA-PSK-SHA256");
                conf.add("ieee80211w=1");
            }
            case WPA3 -> {
                conf.add("wpa_key_mgmt=SAE");
                conf.add("ieee80211w=2");
            }
            case TRANSITION -> {
                conf.add("wpa_key_mgmt=WPA-PSK WPA-PSK-SHA256 SAE");
                conf.add("ieee80211w=1");
                conf.add("sae_require_mfp=1");
            }
        }
    }
}
