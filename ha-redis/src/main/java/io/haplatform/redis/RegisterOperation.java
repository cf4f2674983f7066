package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.wire.Wire;
import io.haplatform.core.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registers a batch; what is too large for the wire is refused here and not sent. */
final class RegisterOperation implements Operation<List<Registered>> {

    private final List<Registration> batch;
    private final Scripts scripts;
    private final ServiceKeys services;
    private final List<String> arguments = new ArrayList<>();
    /** One per item: why it was not sent, or its digest. */
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(String digest, @Nullable String refused) {}

    RegisterOperation(Keys keys, Scripts scripts, List<Registration> batch) {
        this.batch = batch;
        this.scripts = scripts;
        this.services = new ServiceKeys(keys);
        batch.forEach(this::add);
    }

    private void add(Registration registration) {
        String json;
        try {
            json = Wire.write(registration);
        } catch (WireException e) {
            sent.add(new Sent("", String.valueOf(e.getMessage())));
            return;
        }
        InstanceKey key = registration.key();
        String digest = Wire.digest(json);
        sent.add(new Sent(digest, null));
        arguments.addAll(List.of(
                services.index(key.service()),
                key.service(),
                key.id(),
                digest,
                registration.address(),
                registration.incarnation(),
                json));
    }

    @Override
    public Script script() {
        return Script.REGISTER;
    }

    @Override
    public List<String> keys() {
        return services.list();
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public List<Registered> answer(Reply reply) {
        List<Registered> answers = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < batch.size(); i++) {
            InstanceKey key = batch.get(i).key();
            String refused = sent.get(i).refused();
            answers.add(
                    refused != null
                            ? new Registered.Rejected(key, refused)
                            : answer(key, sent.get(i).digest(), reply.list(next++)));
        }
        return answers;
    }

    private Registered answer(InstanceKey key, String digest, Reply answer) {
        return switch (answer.text(0)) {
            case "ok" -> new Registered.Accepted(key, digest);
            case "held" -> new Registered.Held(key, answer.text(1), answer.millis(2));
            default -> new Registered.Rejected(key, scripts.strange(answer.text(1), answer.text(2)));
        };
    }
}
