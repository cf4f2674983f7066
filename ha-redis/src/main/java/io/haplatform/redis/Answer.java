package io.haplatform.redis;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one place says about the master.
 *
 * @param master empty when it knows of none
 * @param epoch of its knowledge: what has the higher one is newer; 0 where there are none
 * @param places where else one can ask
 */
record Answer(Optional<RedisEndpoint> master, long epoch, List<RedisEndpoint> places) {

    /** The master to believe in where several were asked: that of the highest epoch, then what most of them say. */
    static Optional<RedisEndpoint> newest(Collection<Answer> answers) {
        Comparator<Answer> votes = Comparator.comparingLong(answer -> answers.stream()
                .filter(other -> other.master().equals(answer.master()))
                .count());
        return answers.stream()
                .filter(answer -> answer.master().isPresent())
                .max(Comparator.comparingLong(Answer::epoch).thenComparing(votes))
                .flatMap(Answer::master);
    }
}
