/*
 * Requested NMIs and those that come. A CPU holds at most one NMI pending (SDM vol. 3,
 * 6.7.1), so two requests may come as one NMI, or as two: which, the handler cannot know.
 * The first serves both, and the second must not count as an NMI that lohilo did not
 * request. Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct nmi_requests {
    uint32_t wanted; /* sent, and not served */
    uint32_t late;   /* one of those served may still come */
};

/* On the sending CPU, before it sends the NMI. */
void nmi_requests_add(struct nmi_requests *requests);
/* In the NMI's handler: whether the NMI serves a request. */
bool nmi_requests_serve(struct nmi_requests *requests);
