package io.haplatform.redis;

import java.util.List;
import java.util.Optional;

/**
 * What one place says about the master.
 *
 * @param master empty when it knows of none
 * @param epoch of its knowledge: what has the higher one is newer; 0 where there are none
 * @param places where else one can ask
 */
record Answer(Optional<RedisEndpoint> master, long epoch, List<RedisEndpoint> places) {}
