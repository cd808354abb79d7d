// SPDX-License-Identifier: BSD-2-Clause
//
// kern/kern.h - the vector kernels: float arrays in, float arrays out.
//
// The kernels are written as plain loops and GCC vectors, and compiled once for each level of the
// x86-64 instruction set (once on other processors). hm_kernels_best() picks a set. The sets differ
// in the last bits of their results; within one set a row of a result never depends on how many
// other rows were computed along with it, which is what lets records be batched freely.
//
// Kernels allocate nothing and check nothing. Arrays may be unaligned; results alias inputs only
// where the description says so. `ld` is the distance in floats from one row to the next.
#ifndef HM_KERN_KERN_H
#define HM_KERN_KERN_H

#include "base/rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HM_INT16_ONE 8192.0f  // what 1 is in 16 bits
#define HM_MAX_ISAS 5
#define HM_MAX_PANEL 32  // columns of a packed panel, in any set

typedef struct hm_kernels {
    const char *name;  ///< "x86-64-v4", ...; "base" elsewhere
    size_t panel;      ///< columns of a packed panel

    /// Floats that a packed matrix of N columns and K terms takes.
    size_t (*packed_size)(size_t N, size_t K);

    /// Pack a matrix for `product`: element (n, k) is w[n * stride_n + k * stride_k].
    void (*pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                 float *packed);

    /// y[m][n] = sum_k x[m][k] w(n, k), added to what y holds if `accumulates`. The terms are added
    /// in the order of k for every row, whatever M.
    ///
    /// OpenBLAS packs the weights in every call; a recurrent net uses the same ones hundreds of
    /// times with few rows, where packing costs more than the product itself.
    ///
    /// \param x        [M][K], ldx
    /// \param y        [M][N], ldy
    void (*product)(size_t M, size_t N, size_t K, const float *x, size_t ldx, const float *packed,
                    float *y, size_t ldy, bool accumulates);

    /// 16-bit numbers that a matrix of N columns and K terms takes for `int16_product` and
    /// `bfloat16_product`.
    size_t (*packed16_size)(size_t N, size_t K);

    /// Pack a matrix, addressed as in `pack`, in 16 bits, each column at a scale of its own.
    ///
    /// \param scale    [N] result
    void (*int16_pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                       int16_t *packed, float *scale);

    /// Round n numbers a * x, all between -1 and 1, to multiples of 1 / HM_INT16_ONE. An odd
    /// number of them gets a 0 behind.
    ///
    /// \param to       [n, rounded up to even] result
    void (*int16_quantize)(size_t n, float a, const float *x, int16_t *to);

    /// `product` of what `int16_quantize` and `int16_pack` made. The sums of products are exact,
    /// and so the same in every set. On processors with VNNI twice as fast as `product`.
    ///
    /// \param x        [M][K rounded up to even], ldx
    void (*int16_product)(size_t M, size_t N, size_t K, const int16_t *x, size_t ldx,
                          const int16_t *packed, const float *scale, float *y, size_t ldy,
                          bool accumulates);

    /// Pack a matrix, addressed as in `pack`, in bfloat16: the upper half of a float.
    void (*bfloat16_pack)(size_t N, size_t K, const float *w, size_t stride_n, size_t stride_k,
                          uint16_t *packed);

    /// Round n numbers to nearest, ties to even. A 0 follows an odd number of them.
    ///
    /// \param to       [n, rounded up to even] result
    void (*bfloat16_round)(size_t n, const float *x, uint16_t *to);

    /// Round R rows of M numbers and make them columns.
    ///
    /// \param x        [R][M], ldx
    /// \param to       [M][R rounded up to even] result
    void (*bfloat16_transpose)(size_t R, size_t M, const float *x, size_t ldx, uint16_t *to);

    /// `product` of what was rounded and packed, the sums in single precision. On processors with
    /// AVX512_BF16 nearly twice as fast as `product`.
    ///
    /// \param x        [M][K rounded up to even], ldx
    void (*bfloat16_product)(size_t M, size_t N, size_t K, const uint16_t *x, size_t ldx,
                             const uint16_t *packed, float *y, size_t ldy, bool accumulates);

    /// Normalise blocks of D units to mean 0 and variance 1 (Ba, Kiros & Hinton 2016,
    /// arXiv:1607.06450, eq. 3): x_hat = (x - mean) / sqrt(variance + 1e-5).
    ///
    /// \param x        [n_rows][n_blocks * D], ldx
    /// \param x_hat    [n_rows][n_blocks * D] result
    /// \param rstd     [n_rows][n_blocks] result: 1 / sqrt(variance + 1e-5)
    void (*norm)(size_t n_rows, size_t n_blocks, size_t D, const float *x, size_t ldx, float *x_hat,
                 float *rstd);

    /// The gradient of `norm` and of the gain and bias after it, y = gain * x_hat + bias.
    ///
    /// \param d_y      [n_rows][n_blocks * D], ld
    /// \param d_x      [n_rows][n_blocks * D], ld; result; may be d_y itself
    /// \param d_gain   [n_blocks * D] added to
    void (*norm_backward)(size_t n_rows, size_t n_blocks, size_t D, const float *x_hat,
                          const float *rstd, const float *gain, const float *d_y, float *d_x,
                          size_t ld, float *d_gain);

    /// gates = activation(gain * x + bias): the logistic for f, i, o, tanh for g (paper eq. 5).
    ///
    /// \param x        [n_rows][4 * D], ldx
    /// \param gain     [4 * D], or NULL for 1
    /// \param gates    [n_rows][4 * D] result
    void (*gates)(size_t n_rows, size_t D, const float *x, size_t ldx, const float *gain,
                  const float *bias, float *gates);

    /// The new state of one row (paper eq. 2-3), its three operations written as a mixture:
    ///
    ///     c = a_write i g + (a_keep f + a_copy) c_prev
    ///     h = a_write o tanh(c) + a_copy h_prev
    ///
    /// \param gates    [4 * D] f, i, o, g
    /// \param c, h, tanh_c  [D] results
    void (*cell)(size_t D, float a_write, float a_keep, float a_copy, const float *gates,
                 const float *c_prev, const float *h_prev, float *c, float *h, float *tanh_c);

    /// The gradient of `cell` for one row.
    ///
    /// \param d_c, d_h [D] in: of c and h; out: of c_prev and h_prev through this row
    /// \param d_y      [4 * D] result: of the gates' arguments, before the activations
    /// \param d_a      [3] result: of a_write, a_keep and a_copy
    void (*cell_backward)(size_t D, float a_write, float a_keep, float a_copy, const float *gates,
                          const float *c_prev, const float *h_prev, const float *tanh_c, float *d_c,
                          float *d_h, float *d_y, float *d_a);

    /// Softmax and cross-entropy of one row.
    ///
    /// \param logits   [V] in; out: the gradient, scale * (p - [v = target]), if wants_gradient
    /// \return -ln p(target)
    double (*cross_entropy)(size_t V, float *logits, size_t target, float scale,
                            bool wants_gradient);

    double (*dot)(size_t n, const float *x, const float *y);

    /// sums[i] += sum_k x[k] y[i][k], i = 0 and 1, in single precision: for short vectors, of which
    /// `dot` spends most of its time on adding up partial sums in double.
    ///
    /// \param y        [2][n], ldy
    /// \param sums     [2] added to
    void (*dot_pair)(size_t n, const float *x, const float *y, size_t ldy, float *sums);

    double (*sum_squares)(size_t n, const float *x);
    void (*add)(size_t n, const float *x, float *y);                  ///< y += x
    void (*add_scaled)(size_t n, float a, const float *x, float *y);  ///< y += a x
    void (*scale)(size_t n, float a, const float *x, float *y);       ///< y = a x; may alias
    void (*lerp)(size_t n, float a, const float *x, float *y);        ///< y += a (x - y)
    void (*logistic)(size_t n, const float *x, float *y);             ///< may alias

    /// Leave out each of n numbers with probability `share`, divide the others by the share that is
    /// kept (Srivastava et al. 2014). The same stream makes the same choice again, in any set.
    ///
    /// \param y        [n] result; may be x
    void (*thin)(size_t n, hm_rng rng, float share, const float *x, float *y);

    /// One step of Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1).
    ///
    /// \param g        [n] gradient, multiplied by g_scale before use
    /// \param rate     the step size with both bias corrections in it
    /// \param epsilon  likewise
    void (*adam)(size_t n, const float *g, float g_scale, float rate, float beta1, float beta2,
                 float epsilon, float *m, float *v, float *w);
} hm_kernels;

/// The best set for the processor we are on; static.
const hm_kernels *hm_kernels_best(void);

/// All sets that run on this processor, for tests. \param sets  [HM_MAX_ISAS] result. Returns
/// how many.
size_t hm_kernels_all(const hm_kernels *sets[HM_MAX_ISAS]);

#endif
