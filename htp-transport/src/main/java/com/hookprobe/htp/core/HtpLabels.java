package com.hookprobe.htp.core;

/** Every domain separation string of HTP2, once. ASCII, no terminator unless written. */
final class HtpLabels {
    static final String KEM_KEY_ID = "HTP2 kem key id";
    static final String MAC1 = "HTP2 mac1";
    static final String HELLO = "HTP2 hello";
    static final String HELLO_HASH = "HTP2 h0";
    static final String COOKIE = "HTP2 cookie";
    static final String TRANSCRIPT_1 = "HTP2 th1";
    static final String TRANSCRIPT_2 = "HTP2 th2";
    static final String TRANSCRIPT_3 = "HTP2 th3";
    static final String ATTEST_KEY = "HTP2 attest";
    static final String FRAGMENT_KEY = "HTP2 frag";
    static final String ATTEST_SIGNATURE = "HTP2 ATTEST\0";
    static final String REJECT_KEY = "HTP2 reject";
    static final String ACCEPT_KEY = "HTP2 accept";
    static final String E2V_KEY = "HTP2 e2v key";
    static final String E2V_IV = "HTP2 e2v iv";
    static final String E2V_HP = "HTP2 e2v hp";
    static final String E2V_TOKEN = "HTP2 e2v tok";
    static final String V2E_KEY = "HTP2 v2e key";
    static final String V2E_IV = "HTP2 v2e iv";
    static final String V2E_HP = "HTP2 v2e hp";
    static final String V2E_TOKEN = "HTP2 v2e tok";
    static final String TOKEN = "HTP2 token";
    static final String EXPORTER = "HTP2 exporter";

    private HtpLabels() {}
}
