package com.hookprobe.neuro;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * NEURO once more, slow and plain, from docs/spec/neuro.md alone: big integers, a matrix for each layer, constants worked
 * out from their definitions, hashes from another library. It shares no code with the main sources.
 */
final class PlainNeuro {
    private static final MathContext PRECISE = new MathContext(80, RoundingMode.HALF_EVEN);
    private static final BigDecimal LN2 = naturalLogarithmOfTwo();
    private static final BigInteger[] POLYNOMIAL = polynomial();
    private static final BigInteger[] SIGMOID = sigmoidTable();
    private static final BigInteger TIME_FACTOR =
            round(power2(95).divide(new BigDecimal("7200e6").multiply(LN2), PRECISE));
    private static final BigInteger RATE_FACTOR = round(new BigDecimal("1e-4").multiply(power2(50)));

    private static final int[] SIZES = {64, 128, 64, 32};

    /** weights[l][out][in] and biases[l][out], l = 0..2, in Q.48. */
    final BigInteger[][][] weights = new BigInteger[3][][];

    final BigInteger[][] biases = new BigInteger[3][];
    BigInteger count = BigInteger.ZERO;
    BigInteger lastTime = BigInteger.ZERO;
    byte[] rho;

    PlainNeuro(byte[] seed) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int block = 0; stream.size() < 18_432 * 4; block++) {
            stream.writeBytes(hmac(new SHA512Digest(), seed, join("NEURO/W0/v1", big(block, 4))));
        }
        byte[] bytes = stream.toByteArray();
        int at = 0;
        long[] limits = {0x5a82, 0x5a82, 0x8000};
        for (int l = 0; l < 3; l++) {
            weights[l] = new BigInteger[SIZES[l + 1]][SIZES[l]];
            biases[l] = new BigInteger[SIZES[l + 1]];
            Arrays.fill(biases[l], BigInteger.ZERO);
            for (BigInteger[] row : weights[l]) {
                for (int j = 0; j < row.length; j++, at += 4) {
                    row[j] = new BigInteger(bytes, at, 4).multiply(BigInteger.valueOf(limits[l]));
                }
            }
        }
        byte[] derived = hmac(new SHA512Digest(), seed, join("NEURO/RATCHET-0/v1"));
        rho = hash(new SHA256Digest(), join("NEURO/RATCHET/v1", Arrays.copyOf(derived, 32)));
    }

    /** From a state of the main code, for states that no history of reasonable length reaches. */
    PlainNeuro(WeightState state) {
        long[] masters = state.masters();
        int at = 0;
        for (int l = 0; l < 3; l++) {
            weights[l] = new BigInteger[SIZES[l + 1]][SIZES[l]];
            biases[l] = new BigInteger[SIZES[l + 1]];
            for (BigInteger[] row : weights[l]) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = BigInteger.valueOf(masters[at++]);
                }
            }
            for (int i = 0; i < biases[l].length; i++) {
                biases[l][i] = BigInteger.valueOf(masters[at++]);
            }
        }
        count = BigInteger.valueOf(state.count());
        lastTime = new BigInteger(Long.toUnsignedString(state.lastTimestampMicros()));
        rho = state.rho().clone();
    }

    /** What a step computes on its way, by layers: inputs, sums, deltas, and the steps q of NEURO 3.5. */
    record Pass(BigInteger eta, BigInteger[][] in, BigInteger[][] z, BigInteger[][] delta, BigInteger[][] q) {}

    Pass step(byte[] ter) {
        BigInteger[][] in = new BigInteger[3][];
        BigInteger[][] z = forward(ter, in);
        BigInteger[][] delta = deltas(ter, z);
        BigInteger[][] steps = new BigInteger[3][];
        BigInteger time = little(ter, 52, 8);
        BigInteger elapsed =
                count.signum() == 0 || time.compareTo(lastTime) < 0 ? BigInteger.ZERO : time.subtract(lastTime);
        BigInteger eta = learningRate(elapsed);
        for (int l = 0; l < 3; l++) {
            steps[l] = new BigInteger[delta[l].length];
            for (int i = 0; i < delta[l].length; i++) {
                BigInteger magnitude = delta[l][i].abs().multiply(eta);
                BigInteger q = ceilingShift(magnitude, 40).multiply(BigInteger.valueOf(delta[l][i].signum()));
                steps[l][i] = q;
                for (int j = 0; j < in[l].length; j++) {
                    weights[l][i][j] = weights[l][i][j].subtract(q.multiply(in[l][j]));
                }
                biases[l][i] = biases[l][i].subtract(q.shiftLeft(16));
            }
        }
        count = count.add(BigInteger.ONE);
        lastTime = time;
        if (count.mod(BigInteger.valueOf(1024)).signum() == 0) {
            for (int l = 0; l < 3; l++) {
                for (BigInteger[] row : weights[l]) {
                    Arrays.setAll(row, j -> clamp(row[j], 55));
                }
                BigInteger[] bias = biases[l];
                Arrays.setAll(bias, i -> clamp(bias[i], 55));
            }
        }
        rho = hash(new SHA256Digest(), join("NEURO/RATCHET/v1", rho, ter));
        return new Pass(eta, in, z, delta, steps);
    }

    byte[] fingerprint() {
        return hash(new SHA512Digest(), join("NEURO/FPRINT/v2", root()));
    }

    byte[] transportSecret() {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(root(), join("HTP2 w"), join("HTP2 w-secret")));
        byte[] secret = new byte[32];
        hkdf.generateBytes(secret, 0, 32);
        return secret;
    }

    byte[] posfKey() {
        return hmac(new SHA256Digest(), root(), join("NEURO/POSF-KEY/v2"));
    }

    byte[] posf(byte[] messageHash, byte[] nonce) {
        byte[] input = hash(new SHA512Digest(), join("NEURO/POSF-IN/v1", messageHash, nonce));
        ByteArrayOutputStream outputs = new ByteArrayOutputStream();
        for (BigInteger z : forward(input, new BigInteger[3][])[2]) {
            outputs.writeBytes(big(z.longValueExact(), 4));
        }
        return hmac(
                new SHA256Digest(), posfKey(), join("NEURO/POSF-SIG/v1", messageHash, nonce, outputs.toByteArray()));
    }

    byte[] root() {
        return hash(new SHA512Digest(), join("NEURO/ROOT/v2", rho, weightsRoot()));
    }

    byte[] weightsRoot() {
        ByteArrayOutputStream masters = new ByteArrayOutputStream();
        for (int l = 0; l < 3; l++) {
            for (BigInteger[] row : weights[l]) {
                for (BigInteger w : row) {
                    masters.writeBytes(big(w.longValueExact(), 8));
                }
            }
            for (BigInteger b : biases[l]) {
                masters.writeBytes(big(b.longValueExact(), 8));
            }
        }
        return hash(
                new SHA512Digest(),
                join(
                        "NEURO/WEIGHTS/v1",
                        big(count.longValueExact(), 8),
                        big(lastTime.longValue(), 8),
                        masters.toByteArray()));
    }

    /** The master at a place of the flat order. */
    BigInteger master(int place) {
        int at = place;
        for (int l = 0; l < 3; l++) {
            int size = SIZES[l] * SIZES[l + 1];
            if (at < size) {
                return weights[l][at / SIZES[l]][at % SIZES[l]];
            }
            if (at < size + SIZES[l + 1]) {
                return biases[l][at - size];
            }
            at -= size + SIZES[l + 1];
        }
        throw new IllegalArgumentException("no master " + place);
    }

    static BigInteger coefficient(int k) {
        return POLYNOMIAL[k];
    }

    /** Pre-activations of each layer; the inputs of each layer go to {@code in}. */
    private BigInteger[][] forward(byte[] bytes, BigInteger[][] in) {
        BigInteger[][] z = new BigInteger[3][];
        BigInteger[] a = new BigInteger[64];
        Arrays.setAll(a, i -> BigInteger.valueOf((2 * (bytes[i] & 0xff) - 255) * 256L));
        for (int l = 0; l < 3; l++) {
            in[l] = a;
            z[l] = new BigInteger[SIZES[l + 1]];
            for (int i = 0; i < z[l].length; i++) {
                BigInteger sum = biases[l][i].shiftRight(32).shiftLeft(16);
                for (int j = 0; j < a.length; j++) {
                    sum = sum.add(weights[l][i][j].shiftRight(32).multiply(a[j]));
                }
                z[l][i] = clamp(sum.add(BigInteger.valueOf(0x8000)).shiftRight(16), 23);
            }
            BigInteger[] zl = z[l];
            a = new BigInteger[zl.length];
            Arrays.setAll(a, i -> zl[i].signum() < 0 ? zl[i].shiftRight(3) : zl[i]);
        }
        return z;
    }

    private BigInteger[][] deltas(byte[] ter, BigInteger[][] z) {
        BigInteger one = BigInteger.ONE.shiftLeft(32);
        BigInteger threat = little(ter, 32, 4);
        BigInteger[][] delta = new BigInteger[3][];
        delta[2] = new BigInteger[32];
        for (int i = 0; i < 32; i++) {
            BigInteger y = sigmoid(z[2][i]);
            BigInteger target = BigInteger.valueOf(0x20000000L + (ter[i] & 0xff) * 0xC00000L);
            BigInteger penalty = y.multiply(threat).shiftRight(32).multiply(BigInteger.valueOf(5));
            BigInteger error = y.subtract(target).add(penalty);
            BigInteger slope = y.multiply(one.subtract(y)).shiftRight(32);
            delta[2][i] = error.shiftRight(8)
                    .multiply(slope)
                    .add(BigInteger.valueOf(0x80000000L))
                    .shiftRight(32);
        }
        for (int l = 1; l >= 0; l--) {
            delta[l] = new BigInteger[SIZES[l + 1]];
            for (int j = 0; j < delta[l].length; j++) {
                BigInteger sum = BigInteger.ZERO;
                for (int i = 0; i < delta[l + 1].length; i++) {
                    sum = sum.add(weights[l + 1][i][j].shiftRight(32).multiply(delta[l + 1][i]));
                }
                BigInteger s = clamp(sum.add(BigInteger.valueOf(0x8000)).shiftRight(16), 27);
                delta[l][j] = z[l][j].signum() < 0 ? s.shiftRight(3) : s;
            }
        }
        return delta;
    }

    static BigInteger learningRate(BigInteger elapsed) {
        BigInteger decay = BigInteger.ZERO;
        if (elapsed.bitLength() <= 38) {
            BigInteger u = mulHigh(elapsed.shiftLeft(8), TIME_FACTOR);
            BigInteger fraction = u.mod(BigInteger.ONE.shiftLeft(39)).shiftLeft(23);
            decay = exp2Negative(fraction).shiftRight(u.shiftRight(39).intValueExact());
        }
        return mulHigh(decay, RATE_FACTOR).add(BigInteger.ONE);
    }

    static BigInteger exp2Negative(BigInteger fraction) {
        BigInteger p = POLYNOMIAL[14];
        for (int k = 13; k >= 0; k--) {
            p = POLYNOMIAL[k].subtract(mulHigh(fraction, p).shiftLeft(2));
        }
        return p;
    }

    static BigInteger sigmoid(BigInteger z) {
        BigInteger a = z.abs();
        int index = a.shiftRight(10).intValueExact();
        BigInteger y;
        if (index >= 1024) {
            y = SIGMOID[1024];
        } else {
            BigInteger rise = SIGMOID[index + 1].subtract(SIGMOID[index]);
            BigInteger rest = a.mod(BigInteger.valueOf(1024));
            y = SIGMOID[index].add(
                    rise.multiply(rest).add(BigInteger.valueOf(512)).shiftRight(10));
        }
        return z.signum() < 0 ? BigInteger.ONE.shiftLeft(32).subtract(y) : y;
    }

    private static BigInteger[] sigmoidTable() {
        BigDecimal minus = BigDecimal.valueOf(-1).divide(BigDecimal.valueOf(64), PRECISE);
        BigDecimal step = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; k < 60; k++) {
            term = term.multiply(minus, PRECISE).divide(BigDecimal.valueOf(k), PRECISE);
            step = step.add(term, PRECISE);
        }
        BigInteger[] table = new BigInteger[1025];
        BigDecimal power = BigDecimal.ONE;
        for (int k = 0; k <= 1024; k++) {
            table[k] = round(power2(32).divide(BigDecimal.ONE.add(power), PRECISE));
            power = power.multiply(step, PRECISE);
        }
        return table;
    }

    private static BigInteger[] polynomial() {
        BigInteger[] coefficients = new BigInteger[15];
        BigDecimal term = power2(62);
        for (int k = 0; k < 15; k++) {
            coefficients[k] = round(term);
            term = term.multiply(LN2, PRECISE).divide(BigDecimal.valueOf(k + 1), PRECISE);
        }
        return coefficients;
    }

    /** ln 2 = sum over k of 1 / (k 2^k). */
    private static BigDecimal naturalLogarithmOfTwo() {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 1; k < 300; k++) {
            sum = sum.add(BigDecimal.ONE.divide(BigDecimal.valueOf(k).multiply(power2(k)), PRECISE), PRECISE);
        }
        return sum;
    }

    private static BigDecimal power2(int n) {
        return new BigDecimal(BigInteger.ONE.shiftLeft(n));
    }

    private static BigInteger round(BigDecimal value) {
        return value.setScale(0, RoundingMode.HALF_UP).toBigIntegerExact();
    }

    private static BigInteger mulHigh(BigInteger a, BigInteger b) {
        return a.multiply(b).shiftRight(64);
    }

    private static BigInteger ceilingShift(BigInteger value, int bits) {
        return value.negate().shiftRight(bits).negate();
    }

    private static BigInteger clamp(BigInteger value, int bits) {
        BigInteger end = BigInteger.ONE.shiftLeft(bits);
        return value.max(end.negate()).min(end.subtract(BigInteger.ONE));
    }

    private static BigInteger little(byte[] bytes, int at, int length) {
        BigInteger value = BigInteger.ZERO;
        for (int i = at + length - 1; i >= at; i--) {
            value = value.shiftLeft(8).or(BigInteger.valueOf(bytes[i] & 0xff));
        }
        return value;
    }

    private static byte[] big(long value, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >> (8 * (length - 1 - i)));
        }
        return bytes;
    }

    private static byte[] join(String label, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] hash(Digest digest, byte[] input) {
        digest.update(input, 0, input.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }

    private static byte[] hmac(Digest digest, byte[] key, byte[] input) {
        HMac mac = new HMac(digest);
        mac.init(new KeyParameter(key));
        mac.update(input, 0, input.length);
        byte[] out = new byte[mac.getMacSize()];
        mac.doFinal(out, 0);
        return out;
    }
}
