package io.edgemesh.bundle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Modules meet in the api and nowhere else; the bundle is the one place that has all of them on its class path. */
class ModuleLawTest {
    private static final List<String> IMPLEMENTATIONS =
            List.of("io.edgemesh.lb", "io.edgemesh.dns", "io.edgemesh.proxy", "io.edgemesh.tunnel", "io.edgemesh.k8s");
    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.edgemesh");
    }

    @Test
    void everyModuleIsLookedAt() {
        for (String module : IMPLEMENTATIONS) {
            assertThat(classes.stream()
                            .map(type -> type.getPackageName() + '.')
                            .filter(name -> name.startsWith(module + '.')))
                    .as(module)
                    .isNotEmpty();
        }
    }

    @Test
    void implementationModulesDoNotKnowEachOther() {
        for (String module : IMPLEMENTATIONS) {
            String[] others = IMPLEMENTATIONS.stream()
                    .filter(other -> !other.equals(module))
                    .map(other -> other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    @Test
    void theApiKnowsNoImplementation() {
        noClasses()
                .that()
                .resideInAPackage("io.edgemesh.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        IMPLEMENTATIONS.stream().map(module -> module + "..").toArray(String[]::new))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("io.edgemesh.bundle..")
                .check(classes);
    }

    @Test
    void theBundleFindsImplementationsByNameAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.edgemesh.bundle..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        IMPLEMENTATIONS.stream().map(module -> module + "..").toArray(String[]::new))
                .check(classes);
    }

    @Test
    void layersOfTheTunnelDoNotKnowEachOtherInCircles() {
        slices().matching("io.edgemesh.tunnel.(*)..").should().beFreeOfCycles().check(classes);
    }
}
