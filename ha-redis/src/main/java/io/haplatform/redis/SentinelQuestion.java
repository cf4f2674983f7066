package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks sentinels ({@code SENTINEL GET-MASTER-ADDR-BY-NAME}, which names a promoted replica before any event does), and of
 * which configuration epoch they speak ({@code SENTINEL MASTER}), where they let us.
 */
final class SentinelQuestion implements Question {

    private final RedisSentinels sentinels;

    SentinelQuestion(RedisSentinels sentinels) {
        this.sentinels = sentinels;
    }

    @Override
    public List<RedisEndpoint> places() {
        return sentinels.sentinels();
    }

    @Override
    public CompletionStage<Answer> ask(RedisEndpoint place, StatefulRedisConnection<String, String> connection) {
        // in this order: an address that is older than its epoch would win over a newer one
        CompletionStage<Long> epoch = connection
                .async()
                .dispatch(CommandType.SENTINEL, new MapOutput<>(StringCodec.UTF8), about("MASTER"))
                .handle((master, refused) -> epoch(master));
        CompletionStage<List<String>> address = connection
                .async()
                .dispatch(
                        CommandType.SENTINEL,
                        new ValueListOutput<>(StringCodec.UTF8),
                        about("GET-MASTER-ADDR-BY-NAME"));
        return address.thenCombine(epoch, (words, number) -> new Answer(master(words), number, List.of()));
    }

    private CommandArgs<String, String> about(String what) {
        return new CommandArgs<>(StringCodec.UTF8).add(what).add(sentinels.master());
    }

    static long epoch(@Nullable Map<String, String> master) {
        String epoch = master == null ? null : master.get("config-epoch");
        try {
            return epoch == null ? 0 : Long.parseLong(epoch);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** @throws IllegalArgumentException when this is no address */
    Optional<RedisEndpoint> master(List<@Nullable String> words) {
        String host = words.size() == 2 ? words.get(0) : null;
        String port = words.size() == 2 ? words.get(1) : null;
        return host == null || port == null
                ? Optional.empty()
                : Optional.of(new RedisEndpoint(host, Integer.parseInt(port), sentinels.access()));
    }

    @Override
    public RegistryException unknown(List<RedisEndpoint> answered) {
        return new RegistryException("No master is called '" + sentinels.master() + "' by the sentinels at "
                + RedisEndpoint.addresses(answered)
                + ": let spring.data.redis.sentinel.master be the name in their 'sentinel monitor'");
    }

    @Override
    public RegistryException unanswered(Map<RedisEndpoint, Throwable> failures) {
        String reasons = Question.reasons(failures, sentinels.sentinels());
        Throwable lockedOut = failures.values().stream()
                .filter(Failures::isRefusal)
                .findFirst()
                .orElse(null);
        if (lockedOut != null) {
            return new RegistryException(
                    "No sentinel of Redis master '" + sentinels.master() + "' lets us ask: set"
                            + " spring.data.redis.sentinel.password, and spring.data.redis.sentinel.username for an ACL"
                            + " user with +@connection +sentinel (" + reasons + ")",
                    lockedOut);
        }
        return new RegistryException("No sentinel of Redis master '" + sentinels.master()
                + "' answers: start them, or correct spring.data.redis.sentinel.nodes (" + reasons + ")");
    }
}
