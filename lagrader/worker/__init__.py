"""The only room where torch lives and code that is not ours runs.

``zygote`` is the warm process that forks, ``spawned`` the same worker where fork is not safe; both end in
``serve``, which answers the grader's requests until it is let go. ``confine`` shuts the child in,
``modules`` imports what was sent, ``values`` carries values across, ``intervene`` interferes with calls.
Nothing here knows a rubric, an expected value or a path of the grader's.
"""
