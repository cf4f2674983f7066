package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs our scripts on a link, teaches them to a Redis that has forgotten them, and says what is wrong in a sentence. */
final class Scripts {

    private final Failures failures;
    private final Keys keys;
    private final Supplier<List<String>> common;

    /** @param common gives the arguments that every script gets, anew for each call */
    Scripts(Failures failures, Keys keys, Supplier<List<String>> common) {
        this.failures = failures;
        this.keys = keys;
        this.common = common;
    }

    /** The stage fails with {@link RegistryException} and nothing else. */
    <T> CompletionStage<T> run(Link link, Operation<T> operation) {
        List<String> allKeys = joined(keys.fixed(), operation.keys());
        String[] names = allKeys.toArray(String[]::new);
        String[] values = joined(common.get(), operation.arguments()).toArray(String[]::new);
        Script script = operation.script();
        CompletableFuture<T> answer = new CompletableFuture<>();
        link.<List<Object>>call(redis -> operation.readOnly()
                        ? redis.evalshaReadOnly(script.sha(), ScriptOutputType.MULTI, names, values)
                        : redis.evalsha(script.sha(), ScriptOutputType.MULTI, names, values))
                .whenComplete((reply, failure) -> {
                    if (Failures.isUnknownScript(failure)) {
                        link.<List<Object>>call(redis -> operation.readOnly()
                                        ? redis.evalReadOnly(script.text(), ScriptOutputType.MULTI, names, values)
                                        : redis.eval(script.text(), ScriptOutputType.MULTI, names, values))
                                .whenComplete(
                                        (again, refused) -> conclude(link, operation, allKeys, again, refused, answer));
                    } else {
                        conclude(link, operation, allKeys, reply, failure, answer);
                    }
                });
        return answer;
    }

    private <T> void conclude(
            Link link,
            Operation<T> operation,
            List<String> allKeys,
            @Nullable List<Object> reply,
            @Nullable Throwable failure,
            CompletableFuture<T> answer) {
        if (failure != null && Failures.isWrongType(failure)) {
            diagnose(link, allKeys, failures.of(failure)).thenAccept(answer::completeExceptionally);
        } else if (failure != null) {
            answer.completeExceptionally(failures.of(failure));
        } else {
            try {
                answer.complete(operation.answer(new Reply(reply == null ? List.of() : reply)));
            } catch (RuntimeException e) {
                answer.completeExceptionally(new RegistryException(
                        failures.redis() + " gave an answer that cannot be read; keys below '" + keys.prefix()
                                + "' must be written by the registry alone",
                        e));
            }
        }
    }

    /** Redis does not say which key has the wrong type: asks for the type of each. */
    CompletionStage<RegistryException> diagnose(Link link, List<String> suspects, RegistryException plain) {
        Set<String> strange = ConcurrentHashMap.newKeySet();
        CompletableFuture<?>[] questions = suspects.stream()
                .map(key -> link.call(redis -> redis.type(key))
                        .thenAccept(type -> {
                            if (!type.equals("none") && !type.equals(keys.type(key))) {
                                strange.add(strange(key, type));
                            }
                        })
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(questions)
                .handle((all, unanswered) -> strange.isEmpty()
                        ? plain
                        : new RegistryException(
                                failures.redis() + ": " + String.join("; ", new TreeSet<>(strange)), plain));
    }

    /** What to say of a key of ours that somebody else made. */
    String strange(String key, String type) {
        return "key '" + key + "' must be a " + keys.type(key) + " of the registry but is a " + type
                + "; delete it (DEL '" + key + "') or choose another ha.registry.namespace";
    }

    static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
