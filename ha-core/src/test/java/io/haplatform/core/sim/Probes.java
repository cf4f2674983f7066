package io.haplatform.core.sim;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.Prober.Answer.Kind;
import io.haplatform.core.sim.Trouble.Sort;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the servers whether they live. The question waits in a server's queue as calls do, but is no work. */
final class Probes implements Prober {

    private final Ticker ticker;
    private final SerialExecutor executor;
    private final Function<String, Server> servers;

    Probes(Ticker ticker, SerialExecutor executor, Function<String, Server> servers) {
        this.ticker = ticker;
        this.executor = executor;
        this.servers = servers;
    }

    @Override
    public CompletionStage<Answer> probe(Instance instance, Duration timeout) {
        Server server = servers.apply(instance.key().id());
        long arrives = ticker.nanos() + Simulation.ONE_WAY;
        Trouble trouble = server.troubleAt(arrives);
        if (trouble != null && trouble.sort() == Sort.DOWN) {
            return after(2 * Simulation.ONE_WAY, Kind.REFUSED);
        }
        if (trouble != null && trouble.sort() == Sort.SWALLOWS) {
            return after(timeout.toNanos(), Kind.SILENT);
        }
        long answered = trouble != null ? Server.AT_ONCE : server.wouldEnd(arrives, Server.AT_ONCE) - arrives;
        return answered + 2 * Simulation.ONE_WAY > timeout.toNanos()
                ? after(timeout.toNanos(), Kind.SILENT)
                : after(answered + 2 * Simulation.ONE_WAY, Kind.ANSWERED);
    }

    private CompletionStage<Answer> after(long nanos, Kind kind) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        executor.schedule(Duration.ofNanos(nanos), () -> answer.complete(new Answer(kind, "probe: " + kind)));
        return answer;
    }
}
