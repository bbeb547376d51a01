package com.hookprobe.htp.crypto;

import static com.hookprobe.htp.crypto.Vectors.BOUNCY_CASTLE;
import static com.hookprobe.htp.crypto.Vectors.ascii;
import static com.hookprobe.htp.crypto.Vectors.hex;
import static com.hookprobe.htp.crypto.Vectors.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;

/**
 * The vectors of RFC 8439, typed in, each under its section. The AEAD runs through every provider that HTP may choose; the
 * stream cipher through {@link ChaChaMask}, which header protection uses, and through every ChaCha20 on the class path;
 * Poly1305 by itself is reachable in Bouncy Castle only, and in the others as a part of the AEAD.
 */
class Rfc8439Test {
    private static final byte[] ZERO_KEY = new byte[32];
    private static final byte[] ZERO_NONCE = new byte[12];
    private static final byte[] KEY_ONE = hex("00".repeat(31) + "01");
    private static final byte[] NONCE_TWO = hex("00".repeat(11) + "02");
    private static final byte[] JABBERWOCKY_KEY =
            hex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");

    private static final byte[] SUNSCREEN =
            ascii("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                    + "sunscreen would be it.");
    private static final byte[] CONTRIBUTION =
            ascii("Any submission to the IETF intended by the Contributor for publication as all or part of an IETF "
                    + "Internet-Draft or RFC and any statement made within the context of an IETF activity is considered an "
                    + "\"IETF Contribution\". Such statements include oral statements in IETF sessions, as well as written "
                    + "and electronic communications made at any time or place, which are addressed to");
    private static final byte[] JABBERWOCKY =
            ascii("'Twas brillig, and the slithy toves\nDid gyre and gimble in the wabe:\nAll mimsy were the "
                    + "borogoves,\nAnd the mome raths outgrabe.");

    private interface Stream {
        byte[] encrypt(byte[] key, byte[] nonce, int counter, byte[] plain) throws GeneralSecurityException;
    }

    /** ChaCha20 as everything here makes it. Ciphers that begin at block 0 only are given the blocks before. */
    private static Map<String, Stream> streams() {
        Map<String, Stream> all = new LinkedHashMap<>();
        all.put("JDK", (key, nonce, counter, plain) -> {
            Cipher cipher = Cipher.getInstance("ChaCha20");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(nonce, counter));
            return cipher.doFinal(plain);
        });
        all.put("Bouncy Castle, lightweight", (key, nonce, counter, plain) -> {
            ChaCha7539Engine engine = new ChaCha7539Engine();
            engine.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
            engine.seekTo(64L * counter);
            byte[] out = new byte[plain.length];
            engine.processBytes(plain, 0, plain.length, out, 0);
            return out;
        });
        all.put("Bouncy Castle, JCE", (key, nonce, counter, plain) -> {
            Cipher cipher = Cipher.getInstance("ChaCha7539", BOUNCY_CASTLE);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha7539"), new IvParameterSpec(nonce));
            return fromBlock(counter, plain, cipher);
        });
        if (Vectors.conscryptLoads()) {
            all.put("Conscrypt", (key, nonce, counter, plain) -> {
                Cipher cipher = Cipher.getInstance("ChaCha20", Conscrypt.newProvider());
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
                return fromBlock(counter, plain, cipher);
            });
        }
        return all;
    }

    private static byte[] fromBlock(int counter, byte[] plain, Cipher cipher) throws GeneralSecurityException {
        byte[] whole = new byte[64 * counter + plain.length];
        System.arraycopy(plain, 0, whole, 64 * counter, plain.length);
        return Arrays.copyOfRange(cipher.doFinal(whole), 64 * counter, whole.length);
    }

    /** Header protection uses the first 28 bytes of a block and no more, so its own ChaCha20 makes just those. */
    private static void masks(byte[] key, byte[] nonce, int counter, String wantedBlock) {
        byte[] sample = new byte[16];
        for (int b = 0; b < 4; b++) {
            sample[b] = (byte) (counter >>> (8 * b));
        }
        System.arraycopy(nonce, 0, sample, 4, 12);
        int[] words = new int[ChaChaMask.MASK_WORDS];
        try (ChaChaMask chacha = new ChaChaMask(key)) {
            chacha.mask(sample, 0, words);
        }
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(28).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        assertThat(bytes.array()).isEqualTo(Arrays.copyOf(hex(wantedBlock), 28));
    }

    private static void encrypts(byte[] key, byte[] nonce, int counter, byte[] plain, String wanted)
            throws GeneralSecurityException {
        Map<String, Stream> all = streams();
        assertThat(all).hasSize(Vectors.conscryptLoads() ? 4 : 3);
        byte[] keystream = Arrays.copyOf(hex(wanted), Math.min(64, plain.length));
        for (int i = 0; i < keystream.length; i++) {
            keystream[i] ^= plain[i];
        }
        if (keystream.length == 64) {
            masks(key, nonce, counter, java.util.HexFormat.of().formatHex(keystream));
        }
        for (Map.Entry<String, Stream> each : all.entrySet()) {
            assertThat(each.getValue().encrypt(key, nonce, counter, plain))
                    .as(each.getKey())
                    .isEqualTo(hex(wanted));
        }
    }

    @Test
    void section2_3_2BlockFunction() throws GeneralSecurityException {
        encrypts(
                hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                hex("000000090000004a00000000"),
                1,
                new byte[64],
                """
                10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e
                d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e""");
    }

    @Test
    void section2_4_2Encryption() throws GeneralSecurityException {
        encrypts(
                hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                hex("000000000000004a00000000"),
                1,
                SUNSCREEN,
                """
                6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b
                f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8
                07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736
                5af90bbf74a35be6b40b8eedf2785e42874d""");
    }

    @Test
    void appendixA1BlockFunctions() throws GeneralSecurityException {
        byte[] zeros = new byte[64];
        encrypts(ZERO_KEY, ZERO_NONCE, 0, zeros, """
                76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7
                da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586""");
        encrypts(ZERO_KEY, ZERO_NONCE, 1, zeros, """
                9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed
                29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f""");
        encrypts(KEY_ONE, ZERO_NONCE, 1, zeros, """
                3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a
                8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0""");
        encrypts(hex("00ff" + "00".repeat(30)), ZERO_NONCE, 2, zeros, """
                72d54dfbf12ec44b362692df94137f328fea8da73990265ec1bbbea1ae9af0ca
                13b25aa26cb4a648cb9b9d1be65b2c0924a66c54d545ec1b7374f4872e99f096""");
        encrypts(ZERO_KEY, NONCE_TWO, 0, zeros, """
                c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c7
                8a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d""");
    }

    @Test
    void appendixA2Encryptions() throws GeneralSecurityException {
        encrypts(ZERO_KEY, ZERO_NONCE, 0, new byte[64], """
                76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7
                da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586""");
        encrypts(KEY_ONE, NONCE_TWO, 1, CONTRIBUTION, """
                a3fbf07df3fa2fde4f376ca23e82737041605d9f4f4f57bd8cff2c1d4b7955ec
                2a97948bd3722915c8f3d337f7d370050e9e96d647b7c39f56e031ca5eb6250d
                4042e02785ececfa4b4bb5e8ead0440e20b6e8db09d881a7c6132f420e527950
                42bdfa7773d8a9051447b3291ce1411c680465552aa6c405b7764d5e87bea85a
                d00f8449ed8f72d0d662ab052691ca66424bc86d2df80ea41f43abf937d3259d
                c4b2d0dfb48a6c9139ddd7f76966e928e635553ba76c5c879d7b35d49eb2e62b
                0871cdac638939e25e8a1e0ef9d5280fa8ca328b351c3c765989cbcf3daa8b6c
                cc3aaf9f3979c92b3720fc88dc95ed84a1be059c6499b9fda236e7e818b04b0b
                c39c1e876b193bfe5569753f88128cc08aaa9b63d1a16f80ef2554d7189c411f
                5869ca52c5b83fa36ff216b9c1d30062bebcfd2dc5bce0911934fda79a86f6e6
                98ced759c3ff9b6477338f3da4f9cd8514ea9982ccafb341b2384dd902f3d1ab
                7ac61dd29c6f21ba5b862f3730e37cfdc4fd806c22f221""");
        encrypts(JABBERWOCKY_KEY, NONCE_TWO, 42, JABBERWOCKY, """
                62e6347f95ed87a45ffae7426f27a1df5fb69110044c0d73118effa95b01e5cf
                166d3df2d721caf9b21e5fb14c616871fd84c54f9d65b283196c7fe4f60553eb
                f39c6402c42234e32a356b3e764312a61a5532055716ead6962568f87d3f3f77
                04c6a8d1bcd1bf4d50d6154b6da731b187b58dfd728afa36757a797ac188d1""");
    }

    private static void authenticates(String key, byte[] message, String tag) throws GeneralSecurityException {
        Poly1305 light = new Poly1305();
        light.init(new KeyParameter(hex(key)));
        light.update(message, 0, message.length);
        byte[] made = new byte[16];
        light.doFinal(made, 0);
        assertThat(made).isEqualTo(hex(tag));
        Mac mac = Mac.getInstance("POLY1305", BOUNCY_CASTLE);
        mac.init(new SecretKeySpec(hex(key), "POLY1305"));
        assertThat(mac.doFinal(message)).isEqualTo(hex(tag));
    }

    @Test
    void section2_5_2Poly1305() throws GeneralSecurityException {
        authenticates(
                "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
                ascii("Cryptographic Forum Research Group"),
                "a8061dc1305136c6c22b8baf0c0127a9");
    }

    @Test
    void appendixA3Poly1305() throws GeneralSecurityException {
        String zero = "00".repeat(16);
        String ones = "ff".repeat(16);
        String one = "01" + "00".repeat(15);
        String two = "02" + "00".repeat(15);
        String mixed = "36e5f6b5c5e06070f0efca96227a863e";
        String tenth = "01000000000000000400000000000000";
        String limbs = "e33594d7505e43b9" + "00".repeat(8) + "3394d7505e4379cd01" + "00".repeat(7);
        List<String[]> cases = new ArrayList<>();
        authenticates(zero + zero, new byte[64], zero);
        authenticates(zero + mixed, CONTRIBUTION, mixed);
        authenticates(mixed + zero, CONTRIBUTION, "f3477e7cd95417af89a6b8794c310cf0");
        authenticates(
                "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
                JABBERWOCKY,
                "4541669a7eaaee61e708dc7cbcc5eb62");
        cases.add(new String[] {two + zero, ones, "03" + "00".repeat(15)});
        cases.add(new String[] {two + ones, two, "03" + "00".repeat(15)});
        cases.add(
                new String[] {one + zero, ones + "f0" + "ff".repeat(15) + "11" + "00".repeat(15), "05" + "00".repeat(15)
                });
        cases.add(new String[] {one + zero, ones + "fb" + "fe".repeat(15) + "01".repeat(16), zero});
        cases.add(new String[] {two + zero, "fd" + "ff".repeat(15), "fa" + "ff".repeat(15)});
        cases.add(new String[] {tenth + zero, limbs + zero + one, "14" + "00".repeat(7) + "55" + "00".repeat(7)});
        cases.add(new String[] {tenth + zero, limbs + zero, "13" + "00".repeat(15)});
        assertThat(cases).hasSize(7);
        for (String[] each : cases) {
            authenticates(each[0], hex(each[1]), each[2]);
        }
    }

    /** The one-time key is the first half of block 0. */
    private static void generates(byte[] key, byte[] nonce, String oneTimeKey) throws GeneralSecurityException {
        encrypts(key, nonce, 0, new byte[32], oneTimeKey);
    }

    @Test
    void section2_6_2Poly1305Key() throws GeneralSecurityException {
        generates(
                hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
                hex("000000000001020304050607"),
                "8ad5a08b905f81cc815040274ab29471a833b637e3fd0da508dbb8e2fdd1a646");
    }

    @Test
    void appendixA4Poly1305Keys() throws GeneralSecurityException {
        generates(ZERO_KEY, ZERO_NONCE, "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7");
        generates(KEY_ONE, NONCE_TWO, "ecfa254f845f647473d3cb140da9e87606cb33066c447b87bc2666dde3fbb739");
        generates(JABBERWOCKY_KEY, NONCE_TWO, "965e3bc6f9ec7ed9560808f4d229f94b137ff275ca9b3fcbdd59deaad23310ae");
    }

    private static void sealsAndOpens(byte[] key, byte[] nonce, byte[] aad, byte[] plain, String sealedHex) {
        byte[] wanted = hex(sealedHex);
        Map<String, AeadFactory> all = Vectors.aeads();
        assertThat(all).hasSize(Vectors.conscryptLoads() ? 4 : 3);
        all.forEach((name, factory) -> {
            try (Aead aead = factory.create(key)) {
                byte[] sealed = new byte[plain.length + Aead.TAG_BYTES];
                assertThat(aead.seal(nonce, aad, plain, 0, plain.length, sealed, 0))
                        .as(name)
                        .isEqualTo(sealed.length);
                assertThat(sealed).as(name).isEqualTo(wanted);
                byte[] opened = new byte[plain.length];
                // Twice in a row under one nonce, and after a forgery: opening must not be put off by that.
                for (int i = 0; i < 2; i++) {
                    assertThat(aead.open(nonce, aad, sealed, 0, sealed.length, opened, 0))
                            .as(name)
                            .isEqualTo(plain.length);
                    assertThat(opened).as(name).isEqualTo(plain);
                    byte[] forged = sealed.clone();
                    forged[3] ^= 1;
                    assertThat(aead.open(nonce, aad, forged, 0, forged.length, opened, 0))
                            .as(name)
                            .isEqualTo(-1);
                }
                for (int length = 0; length < Aead.TAG_BYTES; length++) {
                    assertThat(aead.open(nonce, aad, sealed, 0, length, opened, 0))
                            .as(name)
                            .isEqualTo(-1);
                }
            }
        });
    }

    @Test
    void section2_8_2Aead() {
        sealsAndOpens(
                hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
                hex("070000004041424344454647"),
                hex("50515253c0c1c2c3c4c5c6c7"),
                SUNSCREEN,
                """
                d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
                3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
                92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
                3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd060
                0691""");
    }

    @Test
    void appendixA5AeadDecryption() {
        sealsAndOpens(
                JABBERWOCKY_KEY,
                hex("000000000102030405060708"),
                hex("f33388860000000000004e91"),
                utf8("Internet-Drafts are draft documents valid for a maximum of six months and may be updated, "
                        + "replaced, or obsoleted by other documents at any time. It is inappropriate to use "
                        + "Internet-Drafts as reference material or to cite them other than as "
                        + "/\u201cwork in progress./\u201d"),
                """
                64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2
                4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf
                332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855
                9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4
                b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e
                af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a
                0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10
                49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29
                a6ad5cb4022b02709beead9d67890cbb22392336fea1851f38""");
    }
}
