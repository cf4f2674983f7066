/** Blocking clients (RestClient, RestTemplate, HTTP interfaces, LoadBalancerClient) over the core's calls. */
@NullMarked
package io.haplatform.spring.blocking;

import org.jspecify.annotations.NullMarked;
