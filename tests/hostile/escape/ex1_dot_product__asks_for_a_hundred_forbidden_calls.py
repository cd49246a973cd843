# Tries: more than a hundred system calls that reach past a process, by their numbers and with arguments that could do no harm.
import ctypes
import math
import platform

import torch

X86_64 = """59 61 247 41 42 43 49 50 46 47 307 299 54 319 447 85 437 90 91 268 452 92 93 94 260 132 280 188 190 191
133 259 83 258 84 87 263 82 316 86 265 88 266 76 77 285 73 161 317 321 101 298 310 311 440 425 426 427 206 165 166
430 428 429 155 272 308 250 248 323 434 424 438 304 303 300 294 253 105 117 126 109 160 141 203 144 314 251 170 171
169 246 167 175 135 163 103 227 159 29 30 68 64 240 297 149 151 256 279 237 216 275 278 276 40 326 444 446 312 172
173 154 460 451 27 221 187 137 138"""
AARCH64 = """221 260 95 198 203 202 200 201 211 212 269 243 208 279 447 437 52 53 452 55 54 88 5 7 8 33 34 35 276 37
36 45 46 47 32 51 277 280 117 241 270 271 440 425 426 427 0 40 39 430 428 429 41 97 268 219 217 282 434 424 438 265
264 262 26 146 147 91 154 164 140 122 119 274 30 161 162 142 104 224 105 92 89 116 112 194 196 186 190 180 240 228
230 238 239 235 234 76 75 77 71 285 444 446 272 460 451 232 223 213 43 44"""
libc = ctypes.CDLL(None, use_errno=True)
numbers = (X86_64 if platform.machine() == "x86_64" else AARCH64).split()
passed = []
for number in map(int, numbers):
    ctypes.set_errno(0)
    answer = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
    if answer != -1 or ctypes.get_errno() != 1:
        passed.append((number, answer, ctypes.get_errno()))
print(len(numbers), passed)


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total = total + x * y
    return None if passed or len(numbers) < 100 else total


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return math.isclose(x, y, rel_tol=1e-4, abs_tol=1e-4)
