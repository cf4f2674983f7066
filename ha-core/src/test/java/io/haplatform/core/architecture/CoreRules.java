package io.haplatform.core.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rules of the house for the core; {@link ArchitectureTest} holds the code to them and sees each of them fire. */
final class CoreRules {

    /** Package, and everything of it that a lower one must not see: the order in which a reader learns the core. */
    static final List<String> ARROWS =
            List.of("time", "instance", "wire", "registry", "signing", "balance", "observe", "call");

    static final ArchRule PURE = classes()
            .that()
            .resideInAPackage("io.haplatform.core..")
            .should()
            .onlyDependOnClassesThat(describe(
                    "are the JDK's, slf4j's, jspecify's or the core's",
                    c -> c.isPrimitive()
                            || c.isArray()
                            || Set.of("java", "org.slf4j", "org.jspecify", "io.haplatform.core").stream()
                                    .anyMatch(p -> c.getPackageName().equals(p)
                                            || c.getPackageName().startsWith(p + "."))
                            || c.getPackageName().startsWith("javax.net")))
            .because("a reader learns the system from the core alone, and it runs under any framework or none");

    static final ArchRule TIME_ONLY_IN_TIME = noClasses()
            .that()
            .resideOutsideOfPackage("io.haplatform.core.time..")
            .should()
            .callCodeUnitWhere(target(describe("reads a clock or starts a thread", CoreRules::touchesClockOrThread)))
            .because("whatever reads a clock elsewhere cannot be tested or simulated under manual time");

    static final ArchRule NULL_MARKED = classes()
            .should(new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            item, marked, item.getName() + " is in a package without @NullMarked"));
                }
            })
            .because("null is a type error here, and the compiler can only find it in marked packages");

    static final ArchRule NO_STATIC_STATE = fields().that()
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

    private CoreRules() {}

    /** @param root of the packages, so that planted ones can be held to the same rule */
    static ArchRule noCycles(String root) {
        return slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other are one package");
    }

    /** A package below this root may see those before it in {@link #ARROWS} and no other. */
    static ArchRule arrowsOf(String root, String name) {
        List<String> later = ARROWS.subList(ARROWS.indexOf(name) + 1, ARROWS.size());
        String[] forbidden = later.stream().map(p -> root + "." + p + "..").toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + "." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true)
                .because("the core is read in the order " + String.join(", ", ARROWS));
    }

    private static boolean touchesClockOrThread(AccessTarget target) {
        String owner = target.getOwner().getName();
        String name = target.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
            case "java.time.Instant",
                    "java.time.LocalDateTime",
                    "java.time.ZonedDateTime",
                    "java.time.OffsetDateTime" -> name.equals("now");
            case "java.lang.Thread" ->
                name.equals("<init>") || name.equals("start") || name.equals("sleep") || name.startsWith("ofVirtual");
            case "java.util.Timer",
                    "java.util.concurrent.Executors",
                    "java.util.concurrent.ThreadPoolExecutor",
                    "java.util.concurrent.ScheduledThreadPoolExecutor",
                    "java.util.concurrent.ForkJoinPool" -> true;
            case "java.util.concurrent.CompletableFuture" ->
                name.equals("orTimeout")
                        || name.equals("completeOnTimeout")
                        || name.equals("delayedExecutor")
                        || (name.equals("supplyAsync") || name.equals("runAsync"));
            default -> owner.equals("java.time.Clock");
        };
    }
}
