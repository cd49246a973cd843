"""Mutants: a right answer with one small fault put in, as learners make them.

Mutants of a model solution stand in well for students' faults (B. Clegg, S. North, P. McMinn, G. Fraser, "Simulating
student mistakes to evaluate the fairness of automated grading", ICSE-SEET 2019; J. Perretta, A. DeOrio, A. Guha,
J. Bell, "On the use of mutation analysis for evaluating student test suite quality", ISSTA 2022).
"""

from lagrader.audit.mutants.making import Mutant, mutants_of

__all__ = ["Mutant", "mutants_of"]
