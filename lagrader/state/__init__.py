"""What lagrader remembers of one learner's work between two runs: marks of the last check, and hints seen.

It is a convenience and nothing more: deleting it loses nothing, and no check fails or changes its exit code because
of it. Whatever is wrong with the folder is one sentence in :attr:`memory.State.problem`, never an exception. Neither
pydantic nor torch is imported here, since ``lagrader list`` starts with it; nor is anything by the package itself,
since every check asks :mod:`lagrader.state.folder` before torch's import has begun.
"""
