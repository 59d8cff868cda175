#include "litmus/nmi/requests.h"

void nmi_requests_add(struct nmi_requests *requests)
{
    __atomic_fetch_add(&requests->wanted, 1, __ATOMIC_SEQ_CST);
}

bool nmi_requests_serve(struct nmi_requests *requests)
{
    uint32_t wanted = __atomic_exchange_n(&requests->wanted, 0, __ATOMIC_SEQ_CST);

    if (!wanted && !requests->late)
        return false;
    /* An NMI that serves a later request leaves the late one as it was. */
    requests->late = wanted > 1 || (requests->late && wanted);
    return true;
}
