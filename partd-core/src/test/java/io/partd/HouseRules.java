package io.partd;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jdk.jfr.Event;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules of the house that a machine can check, for the main code of one module. Each module with code to ship has a
 * {@code HouseRulesTest} that extends this class.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // reading the classes takes longer than all the checks
public abstract class HouseRules {

    private static final int LONGEST_FILE = 500;

    private final Path directory;
    private final JavaClasses classes;

    /** Checks the module that {@code member}, one of its main classes, was compiled in. */
    protected HouseRules(Class<?> member) {
        try {
            directory = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        classes = new ClassFileImporter().importPath(directory);
    }

    /** The main classes of this module, for rules of its own. */
    protected final JavaClasses mainClasses() {
        return classes;
    }

    @Test
    void packagesFormNoCircles() {
        slices().matching("io.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void internalsOfOtherModulesAreLeftAlone() {
        DescribedPredicate<JavaClass> internalElsewhere = resideInAPackage("io.partd..internal..")
                .and(DescribedPredicate.describe(
                        "of another module",
                        c -> !classes.contain(c.getBaseComponentType().getName())));
        noClasses().should().dependOnClassesThat(internalElsewhere).check(classes);
    }

    @Test
    void publicClassesAreFinalOrAbstract() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .orShould()
                .haveModifier(JavaModifier.ABSTRACT)
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void whatChangesIsPrivate() {
        fields().that()
                .areNotFinal()
                .and()
                .areDeclaredInClassesThat()
                .areNotAssignableTo(Event.class) // of which Flight Recorder reads no inherited field that is private
                .should()
                .bePrivate()
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void namesSayWhatAClassIs() {
        for (String vague : List.of("Util", "Utils", "Helper", "Helpers", "Manager")) {
            noClasses().should().haveSimpleNameEndingWith(vague).check(classes);
        }
    }

    @Test
    void exceptionsSayWhatHappened() {
        NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(classes);
    }

    @Test
    void packagesAreNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass c : classes) {
            JavaPackage p = c.getPackage();
            if (!p.isAnnotatedWith(NullMarked.class) && !p.getName().isEmpty()) {
                unmarked.add(p.getName());
            }
        }
        assertThat(unmarked)
                .as("packages that NullAway skips, for want of a @NullMarked package-info")
                .isEmpty();
    }

    @Test
    void filesAreShort() throws IOException {
        try (Stream<Path> sources =
                Files.walk(directory.resolve("../../src/main/java").normalize())) {
            assertThat(sources.filter(p -> p.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(p ->
                            assertThat(Files.readAllLines(p)).as(p.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE));
        }
    }

    /** On the class path, and in the runnable jar, only {@code META-INF/services} counts. */
    @Test
    void servicesAreTheSameOnBothPaths() {
        ModuleFinder.of(directory)
                .findAll()
                .forEach(module -> module.descriptor().provides().forEach(provides -> {
                    Path file = directory.resolve("META-INF/services").resolve(provides.service());
                    assertThat(file).exists();
                    assertThat(lines(file)).containsExactlyInAnyOrderElementsOf(provides.providers());
                }));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
