"""BLS12-381 signatures in G2, keys in G1, verification only: RFC 9380 (SSWU, random oracle) and the IETF's BLS draft, PoP scheme.

Numbers of Fp2 are pairs (a, b) for a + b i; Fp12 is Fp2[w] / (w^6 - (1 + i)), six of them. Slow, and not for secrets.
"""
import hashlib

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
X = 0xD201000000010000  # the curve's parameter is -X
SIGN = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"
POSSESS = b"BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"
ZERO, ONE = (0, 0), (1, 0)


def add(a, b):
    return (a[0] + b[0]) % P, (a[1] + b[1]) % P


def sub(a, b):
    return (a[0] - b[0]) % P, (a[1] - b[1]) % P


def mul(a, b):
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def neg(a):
    return -a[0] % P, -a[1] % P


def inv(a):
    n = pow(a[0] * a[0] + a[1] * a[1], P - 2, P)
    return a[0] * n % P, -a[1] * n % P


def power(a, n):
    out = ONE
    for bit in bin(n)[2:]:
        out = mul(out, out)
        if bit == "1":
            out = mul(out, a)
    return out


def sqrt(a):
    """One of the two roots, or None; p = 3 mod 4."""
    if a == ZERO:
        return ZERO
    c = power(a, (P - 3) // 4)
    alpha, x = mul(mul(c, c), a), mul(c, a)
    if alpha == (P - 1, 0):
        out = (-x[1] % P, x[0])
    else:
        out = mul(power(add(ONE, alpha), (P - 1) // 2), x)
    return out if mul(out, out) == a else None


# ---- curves y^2 = x^3 + b; points are pairs, None is infinity; G1's are written with Fp2 numbers without i ----

B1, B2 = (4, 0), (4, 4)


def on_curve(p, b):
    return p is None or mul(p[1], p[1]) == add(mul(mul(p[0], p[0]), p[0]), b)


def join(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if p[1] != q[1] or p[1] == ZERO:
            return None
        x2 = mul(p[0], p[0])
        slope = mul(add(x2, add(x2, x2)), inv(add(p[1], p[1])))
    else:
        slope = mul(sub(q[1], p[1]), inv(sub(q[0], p[0])))
    x = sub(sub(mul(slope, slope), p[0]), q[0])
    return x, sub(mul(slope, sub(p[0], x)), p[1])


def times(n, p):
    out = None
    for bit in bin(n)[2:]:
        out = join(out, out)
        if bit == "1":
            out = join(out, p)
    return out


G1 = ((0x17F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC586C55E83FF97A1AEFFB3AF00ADB22C6BB, 0),
      (0x08B3F481E3AAA0F1A09E30ED741D8AE4FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1, 0))


def decompress(data, size):
    """A point of the prime-order group, or None: canonical compressed form only, and not infinity."""
    if len(data) != size or not data[0] & 0x80 or data[0] & 0x40:
        return None
    large = bool(data[0] & 0x20)
    raw = bytes([data[0] & 0x1F]) + data[1:]
    words = [int.from_bytes(raw[i:i + 48], "big") for i in range(0, size, 48)]
    if max(words) >= P:
        return None
    x, b = ((words[0], 0), B1) if size == 48 else ((words[1], words[0]), B2)
    right = add(mul(mul(x, x), x), b)
    if size == 48:
        root = pow(right[0], (P + 1) // 4, P)
        y = (root, 0) if root * root % P == right[0] else None
    else:
        y = sqrt(right)
    if y is None:
        return None
    if larger(y) != large:
        y = neg(y)
    point = (x, y)
    return point if times(R, point) is None else None


def larger(y):
    half = (P - 1) // 2
    return y[1] > half if y[1] else y[0] > half


# ---- RFC 9380 ----


def expand_message(message, dst, size):
    tail = dst + bytes([len(dst)])
    b0 = hashlib.sha256(bytes(64) + message + size.to_bytes(2, "big") + b"\0" + tail).digest()
    out = block = hashlib.sha256(b0 + b"\1" + tail).digest()
    number = 1
    while len(out) < size:
        number += 1
        block = hashlib.sha256(bytes(x ^ y for x, y in zip(b0, block)) + bytes([number]) + tail).digest()
        out += block
    return out[:size]


A, B, Z = (0, 240), (1012, 1012), (P - 2, P - 1)
K = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFA000
C1 = 0x5C759507E8E333EBB5B7A9A47D7ED8532C52D39FD3A042A88B58423C50AE15D5C2638E343D9C71C6238AAAAAAAA97D6
C2 = 0x11560BF17BAA99BC32126FCED787C88F984F87ADF7AE0C7F9A208C6B4F20A4181472AAA9CB8D555526A9FFFFFFFFC71A
C3 = 0x8AB05F8BDD54CDE190937E76BC3E447CC27C3D6FBD7063FCD104635A790520C0A395554E5C6AAAA9354FFFFFFFFE38D
C4 = 0x171D6541FA38CCFAED6DEA691F5FB614CB14B4E7F4E810AA22D6108F142B85757098E38D0F671C7188E2AAAAAAAA5ED1
C5 = 0x1530477C7AB4113B59A4C18B076D11930F7DA5D4A07F649BF54439D87D27E500FC8C25EBF8C92F6812CFC71C71C6D706
C6 = 0x124C9AD43B6CF79BFBF7043DE3811AD0761B0F37A1E26286B0E977C69AA274524E79097A56DC4BD9E1B371C71C718B10
X_TOP = [(C1, C1), (0, C2), (C2 + 4, C3), (C4, 0)]
X_BOTTOM = [(0, K + 0xA63), (12, K + 0xA9F), ONE]
Y_TOP = [(C5, C5), (0, C1 - 0x18), (C2 + 2, C3 + 2), (C6, 0)]
Y_BOTTOM = [(K + 0x8FB, K + 0x8FB), (0, K + 0x9D3), (18, K + 0xA99), ONE]


def polynomial(terms, x):
    out = ZERO
    for term in reversed(terms):
        out = add(mul(out, x), term)
    return out


def odd(a):
    return (a[0] or a[1]) % 2


def mapped(u):
    """SSWU on the isogenous curve, then the isogeny."""
    zu = mul(Z, mul(u, u))
    t = add(mul(zu, zu), zu)
    if t == ZERO:
        x = mul(B, inv(mul(Z, A)))
    else:
        x = mul(mul(neg(B), inv(A)), add(ONE, inv(t)))

    def right(at):
        return add(add(mul(mul(at, at), at), mul(A, at)), B)

    y = sqrt(right(x))
    if y is None:
        x = mul(zu, x)
        y = sqrt(right(x))
    if odd(u) != odd(y):
        y = neg(y)
    return (mul(polynomial(X_TOP, x), inv(polynomial(X_BOTTOM, x))),
            mul(y, mul(polynomial(Y_TOP, x), inv(polynomial(Y_BOTTOM, x)))))


XI = (1, 1)
PSI_X = inv(power(XI, (P - 1) // 3))
PSI_Y = inv(power(XI, (P - 1) // 2))


def psi(p):
    """The untwisted Frobenius map."""
    return None if p is None else (mul(PSI_X, (p[0][0], -p[0][1] % P)), mul(PSI_Y, (p[1][0], -p[1][1] % P)))


def minus(p):
    return None if p is None else (p[0], neg(p[1]))


def cleared(p):
    """RFC 9380 G.3."""
    t1 = minus(times(X, p))
    t2 = psi(p)
    t3 = join(psi(psi(join(p, p))), minus(t2))
    t2 = minus(times(X, join(t1, t2)))
    return join(join(join(t3, t2), minus(t1)), minus(p))


def hash_to_g2(message, dst):
    data = expand_message(message, dst, 256)
    words = [int.from_bytes(data[i:i + 64], "big") % P for i in range(0, 256, 64)]
    return cleared(join(mapped((words[0], words[1])), mapped((words[2], words[3]))))


# ---- pairing ----


def mul12(a, b):
    out = [ZERO] * 11
    for i, x in enumerate(a):
        if x != ZERO:
            for j, y in enumerate(b):
                out[i + j] = add(out[i + j], mul(x, y))
    return [add(out[i], mul(XI, out[i + 6])) if i < 5 else out[5] for i in range(6)]


ONE12 = [ONE] + [ZERO] * 5
GAMMA = [power(XI, i * (P - 1) // 6) for i in range(6)]


def frobenius(a):
    return [mul(GAMMA[i], (x[0], -x[1] % P)) for i, x in enumerate(a)]


def power12(a, n):
    out = ONE12
    for bit in bin(n)[2:]:
        out = mul12(out, out)
        if bit == "1":
            out = mul12(out, a)
    return out


def line(t, q, p):
    """Through t and q of the twist, at p of G1; times a factor that the final exponentiation takes away."""
    if t[0] == q[0]:
        x2 = mul(t[0], t[0])
        slope = mul(add(x2, add(x2, x2)), inv(add(t[1], t[1])))
    else:
        slope = mul(sub(q[1], t[1]), inv(sub(q[0], t[0])))
    # w^3 (y_p - slope/w ... ) on the twist x = x'/w^2, y = y'/w^3
    return [sub(mul(slope, t[0]), t[1]), ZERO, neg(mul(slope, p[0])), p[1], ZERO, ZERO]


def miller(pairs):
    pairs = [(p, q) for p, q in pairs if p is not None and q is not None]
    f, at = ONE12, [q for _, q in pairs]
    for bit in bin(X)[3:]:
        f = mul12(f, f)
        for i, (p, _) in enumerate(pairs):
            f = mul12(f, line(at[i], at[i], p))
            at[i] = join(at[i], at[i])
        if bit == "1":
            for i, (p, q) in enumerate(pairs):
                f = mul12(f, line(at[i], q, p))
                at[i] = join(at[i], q)
    return f


def pairs_to_one(pairs):
    """Whether the product of e(p, q) is one."""
    f = miller(pairs)
    # f^(p^6 - 1) = conjugate / f; a product is one exactly when its conjugate's is, so the parameter's sign plays no part.
    conjugate = [x if i % 2 == 0 else neg(x) for i, x in enumerate(f)]
    # f^(p^12 - 1)/r = ((conj/f)^(p^2 + 1))^((p^4 - p^2 + 1)/r); compare conj^e with f^e instead of dividing.
    hard = (P**4 - P**2 + 1) // R

    def raised(a):
        return power12(mul12(frobenius(frobenius(a)), a), hard)

    return raised(conjugate) == raised(f)


def verify(keys, message, signature, dst=SIGN):
    """A signature of all these keys, points of G1, of one message. Keys have to have shown that they are possessed."""
    total = None
    for key in keys:
        total = join(total, key)
    at = decompress(signature, 96)
    if at is None or total is None:
        return False
    return pairs_to_one([(total, hash_to_g2(message, dst)), (minus(G1), at)])


def key_of(data):
    return decompress(data, 48)
