package com.hookprobe.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.pool.TypePool;

/**
 * Loads our classes once more, some of them with a rule taken out. So the production code needs no switch for it, and nothing but the
 * named method differs from what is shipped.
 */
public final class MutantLoader extends ClassLoader {
    private final String ours;
    private final Map<String, UnaryOperator<DynamicType.Builder<?>>> mutations;

    /**
     * A loader beside the one that the tests run in.
     *
     * @param ours what the names of the classes begin with that are loaded once more; all others are shared
     * @param mutations what is taken out, by the name of the class
     */
    public MutantLoader(String ours, Map<String, UnaryOperator<DynamicType.Builder<?>>> mutations) {
        super(MutantLoader.class.getClassLoader());
        this.ours = ours;
        this.mutations = Map.copyOf(mutations);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(ours)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = bytes(name);
                loaded = defineClass(name, bytes, 0, bytes.length);
            }
            return loaded;
        }
    }

    private static byte[] made(DynamicType.Builder<?> builder, TypePool types) {
        return builder.make(TypeResolutionStrategy.Passive.INSTANCE, types).getBytes();
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        UnaryOperator<DynamicType.Builder<?>> mutation = mutations.get(name);
        if (mutation != null) {
            ClassFileLocator files = ClassFileLocator.ForClassLoader.of(getParent());
            TypePool types = TypePool.Default.of(files);
            DynamicType.Builder<?> whole =
                    new ByteBuddy().redefine(types.describe(name).resolve(), files);
            byte[] mutated = made(mutation.apply(whole), types);
            if (Arrays.equals(mutated, made(whole, types))) {
                // The method has another name by now, and the test would say nothing about the rule.
                throw new IllegalStateException("the mutation takes nothing out of " + name);
            }
            return mutated;
        }
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
