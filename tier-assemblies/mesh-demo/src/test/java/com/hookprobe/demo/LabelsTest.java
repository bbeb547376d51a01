package com.hookprobe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every hash, MAC, key derivation and signature has a label of its own: no two of the project are equal. */
class LabelsTest {
    @Test
    void noTwoLabelsAreEqual() throws ReflectiveOperationException {
        Map<String, String> owners = new HashMap<>();
        int classes = 0;
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("com.hookprobe")) {
            if (!type.getSimpleName().endsWith("Labels")) {
                continue;
            }
            classes++;
            for (Field field : Class.forName(type.getName()).getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) || field.getType() != String.class) {
                    continue;
                }
                field.setAccessible(true);
                String where = type.getSimpleName() + "." + field.getName();
                String before = owners.put((String) field.get(null), where);
                assertThat(before).as("label of %s is also that of", where).isNull();
            }
        }
        assertThat(classes).as("classes of labels").isGreaterThanOrEqualTo(5);
        assertThat(owners).as("labels").hasSizeGreaterThan(30);
    }
}
