// SPDX-License-Identifier: BSD-2-Clause
//
// kern/dispatch.c - which of the compiled levels this processor runs best.
#include <config.h>

#include "kern/kern.h"

extern const hm_kernels hm_kern_set_base;

#ifdef HM_X86_ISAS
extern const hm_kernels hm_kern_set_v3;
extern const hm_kernels hm_kern_set_v4;
extern const hm_kernels hm_kern_set_vnni;
extern const hm_kernels hm_kern_set_bf16;

static bool
has_v3(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi2");
}

static bool
has_v4(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#endif

size_t
hm_kernels_all(const hm_kernels *sets[HM_MAX_ISAS])
{
    size_t n = 0;
    sets[n++] = &hm_kern_set_base;
#ifdef HM_X86_ISAS
    __builtin_cpu_init();
    if (has_v3())
        sets[n++] = &hm_kern_set_v3;
    if (has_v3() && has_v4())
        sets[n++] = &hm_kern_set_v4;
    if (has_v3() && has_v4() && __builtin_cpu_supports("avx512vnni")) {
        sets[n++] = &hm_kern_set_vnni;
        if (__builtin_cpu_supports("avx512bf16"))
            sets[n++] = &hm_kern_set_bf16;
    }
#endif
    return n;
}

const hm_kernels *
hm_kernels_best(void)
{
    const hm_kernels *sets[HM_MAX_ISAS];
    return sets[hm_kernels_all(sets) - 1];
}
