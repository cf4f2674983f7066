package io.haplatform.redis.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house for the Redis side; each is seen to fire. */
class RedisArchitectureTest {

    private static final JavaClasses REDIS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.haplatform.redis");

    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("io.haplatform.redis.architecture.planted");

    private static final Set<String> KNOWN =
            Set.of("java", "org.slf4j", "org.jspecify", "io.haplatform.core", "io.haplatform.redis", "io.lettuce.core");

    private static final ArchRule CORE_AND_LETTUCE = classes()
            .should()
            .onlyDependOnClassesThat(describe(
                    "are the JDK's, slf4j's, jspecify's, Lettuce's or the core's",
                    c -> c.isPrimitive()
                            || c.isArray()
                            || KNOWN.stream()
                                    .anyMatch(p -> c.getPackageName().equals(p)
                                            || c.getPackageName().startsWith(p + "."))))
            .because("the registry on Redis works under any framework or none");

    private static final ArchRule TIME_FROM_OUTSIDE = noClasses()
            .should()
            .callCodeUnitWhere(
                    target(describe("reads a clock or starts a thread", RedisArchitectureTest::touchesClockOrThread)))
            .because("time and threads come from the core's Time, and deadlines are the server's own");

    private static final ArchRule FEW_ARE_PUBLIC = classes()
            .that()
            .haveSimpleNameNotStartingWith("Redis")
            .should()
            .notBePublic()
            .because("users need the registry, where it is and how long it may take; the rest may change");

    private static final ArchRule NO_STATIC_STATE = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .andShould(new ArchCondition<>("not hold anything mutable") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                    boolean mutable = MUTABLE.test(field.getRawType());
                    events.add(
                            new SimpleConditionEvent(field, !mutable, field.getFullName() + " is static and mutable"));
                }
            })
            .because("two registries in one process must not meet in a static field");

    private static final DescribedPredicate<JavaClass> MUTABLE = assignableTo("java.util.AbstractCollection")
            .or(assignableTo("java.util.AbstractMap"))
            .or(assignableTo("java.util.concurrent.ConcurrentMap"))
            .or(assignableTo("java.lang.ThreadLocal"))
            .or(describe("atomic", c -> c.getPackageName().equals("java.util.concurrent.atomic")));

    private static final ArchRule NULL_MARKED = classes()
            .should(new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            item, marked, item.getName() + " is in a package without @NullMarked"));
                }
            })
            .because("null is a type error here");

    private static final List<ArchRule> RULES =
            List.of(CORE_AND_LETTUCE, TIME_FROM_OUTSIDE, FEW_ARE_PUBLIC, NO_STATIC_STATE, NULL_MARKED);

    @TestFactory
    Stream<DynamicTest> theRedisSideKeeps() {
        return RULES.stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(REDIS)));
    }

    @TestFactory
    Stream<DynamicTest> aPlantedViolationFires() {
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue()));
    }

    private static boolean touchesClockOrThread(AccessTarget target) {
        String name = target.getName();
        return switch (target.getOwner().getName()) {
            case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
            case "java.time.Instant",
                    "java.time.LocalDateTime",
                    "java.time.ZonedDateTime",
                    "java.time.OffsetDateTime" -> name.equals("now");
            case "java.lang.Thread" ->
                name.equals("<init>") || name.equals("start") || name.equals("sleep") || name.startsWith("ofVirtual");
            case "java.time.Clock" -> true;
            case "java.util.Timer",
                    "java.util.concurrent.Executors",
                    "java.util.concurrent.ThreadPoolExecutor",
                    "java.util.concurrent.ScheduledThreadPoolExecutor",
                    "java.util.concurrent.ForkJoinPool" -> true;
            case "java.util.concurrent.CompletableFuture" ->
                Set.of("orTimeout", "completeOnTimeout", "delayedExecutor", "supplyAsync", "runAsync")
                        .contains(name);
            default -> false;
        };
    }
}
