package com.hookprobe.htp.file.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;

/** HTP file 5: any bytes are refused, or name something strictly below the root, in exactly one way. */
class PathGrammarFuzzTest {
    private static final Path ROOT = Path.of("/srv/store/root");

    @FuzzTest
    void whatIsAcceptedLiesBelowTheRoot(byte[] utf8) {
        byte[] before = utf8.clone();
        boolean rootAllowed = utf8.length % 2 == 0;
        PathGrammar.Result result = PathGrammar.parse(utf8, rootAllowed);
        if (!Arrays.equals(before, utf8)) {
            throw new AssertionError("changed its input");
        }
        if (!(result instanceof PathGrammar.Result.Sound sound)) {
            return;
        }
        FilePath path = sound.path();
        String text = new String(utf8, StandardCharsets.UTF_8);
        String relative = text.startsWith("/") ? text.substring(1) : text;
        if (path.isRoot()) {
            require(rootAllowed && text.equals("/"), "only '/' is the root");
            return;
        }
        require(String.join("/", path.segments()).equals(relative), "names other than those that were given");
        require(result.equals(PathGrammar.parse(path.toBytes(), false)), "its own bytes read otherwise");
        require(path.segments().size() <= 32 && utf8.length <= 1024, "too long");
        require(Normalizer.isNormalized(relative, Normalizer.Form.NFC), "two spellings");
        for (String name : path.segments()) {
            require(!name.isEmpty() && !name.equals(".") && !name.equals(".."), "a name that moves");
            require(
                    name.indexOf('/') < 0 && name.indexOf('\\') < 0 && name.indexOf(0) < 0 && name.indexOf(':') < 0,
                    "a separator");
            require(name.chars().noneMatch(c -> c < 0x20 || c == 0x7f), "a control character");
            require(!name.endsWith(".") && !name.endsWith(" "), "an end that Windows drops");
            require(!CaseFold.fold(name).startsWith(".htp-"), "one of the store's own names");
            require(PathGrammar.checkName(name).equals(Optional.empty()), "a name that is refused by itself");
        }
        below(path);
    }

    private static void below(FilePath path) {
        Path at = ROOT;
        try {
            for (String name : path.segments()) {
                at = at.resolve(name);
            }
            Path atOnce = ROOT.resolve(String.join("/", path.segments()));
            require(at.equals(atOnce), "name by name leads elsewhere");
        } catch (InvalidPathException notInThisLocale) {
            // A name that the JVM's file system encoding cannot spell; the store refuses it in the same way.
            return;
        }
        require(at.normalize().equals(at), "a path that is not what it seems");
        require(
                at.startsWith(ROOT)
                        && at.getNameCount()
                                == ROOT.getNameCount() + path.segments().size(),
                "outside");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
