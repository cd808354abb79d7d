# SPDX-License-Identifier: BSD-2-Clause
"""A peer: the HM-LSTM in PyTorch in the plain way, and PyTorch's own fused LSTM.

    torch_peer.py lstm|hmlstm train|forward

Prints characters a second: 3 x 512 units, batch 64, BPTT 100, 50 symbols, embeddings 128/512,
two threads. The HM-LSTM computes every row of every layer and chooses by masks, as published
programs do: Chung, Ahn & Bengio, arXiv:1609.01704, eq. 2-9, with layer normalisation, straight
through.
"""
import sys
import time

import torch
from torch import nn

V, E, D, L, O = 50, 128, 512, 3, 512
B, T = 64, 100


class Bit(torch.autograd.Function):
    """A step forward, the identity backward."""

    @staticmethod
    def forward(ctx, z):
        return (z > 0.5).float()

    @staticmethod
    def backward(ctx, d_z):
        return d_z


class Layer(nn.Module):
    def __init__(self, below, above):
        super().__init__()
        self.rows = 4 * D + (1 if above else 0)
        self.recurrent = nn.Linear(D, self.rows)
        self.bottomup = nn.Linear(below, self.rows, bias=False)
        self.topdown = nn.Linear(above, self.rows, bias=False) if above else None
        self.norm = nn.ModuleList(nn.LayerNorm(D) for _ in range(4))

    def forward(self, state, below, z_below, above):
        h, c, z = state
        s = self.recurrent(h) + z_below * self.bottomup(below)
        if above is not None:
            s = s + z * self.topdown(above)
        f, i, o, g = (norm(s[:, k * D:(k + 1) * D]) for k, norm in enumerate(self.norm))
        f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
        flush, update = z, (1 - z) * z_below
        copy = (1 - z) * (1 - z_below)
        c_new = flush * (i * g) + update * (f * c + i * g) + copy * c
        h_new = copy * h + (1 - copy) * (o * torch.tanh(c_new))
        z_new = torch.zeros_like(z)
        if above is not None:
            z_new = Bit.apply(torch.clamp((s[:, -1:] + 1) / 2, 0, 1)) * (1 - copy)
        return h_new, c_new, z_new


class HMLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(V, E)
        self.layers = nn.ModuleList(
            Layer(E if l == 0 else D, D if l + 1 < L else 0) for l in range(L))
        self.gate = nn.Linear(L * D, L, bias=False)
        self.embed = nn.Linear(L * D, O, bias=False)
        self.output = nn.Linear(O, V)

    def forward(self, ids):
        zero, bit = torch.zeros(B, D), torch.zeros(B, 1)
        states = [(zero, zero, bit)] * L
        ones, tops = torch.ones(B, 1), []
        x = self.embedding(ids)
        for t in range(ids.shape[0]):
            below, z_below = x[t], ones
            new = []
            for l, layer in enumerate(self.layers):
                above = states[l + 1][0] if l + 1 < L else None
                state = layer(states[l], below, z_below, above)
                below, z_below = state[0], state[2]
                new.append(state)
            states = new
            tops.append(torch.cat([s[0] for s in states], 1))
        h = torch.cat(tops)
        gated = h * torch.sigmoid(self.gate(h)).repeat_interleave(D, 1)
        return self.output(torch.relu(self.embed(gated)))


class LSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(V, E)
        self.lstm = nn.LSTM(E, D, L)
        self.embed = nn.Linear(D, O)
        self.output = nn.Linear(O, V)

    def forward(self, ids):
        h, _ = self.lstm(self.embedding(ids))
        return self.output(torch.relu(self.embed(h.reshape(-1, D))))


def main():
    torch.set_num_threads(2)
    torch.manual_seed(1)
    model = {"hmlstm": HMLSTM, "lstm": LSTM}[sys.argv[1]]()
    trains = sys.argv[2] == "train"
    optimizer = torch.optim.Adam(model.parameters(), 1e-4)
    ids = torch.randint(V, (T + 1, B))
    seconds = []
    for turn in range(3):
        begin = time.perf_counter()
        if trains:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(ids[:-1]), ids[1:].reshape(-1))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        else:
            with torch.no_grad():
                model(ids[:-1])
        seconds.append(time.perf_counter() - begin)
    print(round(B * T / sorted(seconds)[1], 1))


main()
