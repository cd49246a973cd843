"""Known wrong answers to exercise 4, each with the arguments of the right one."""

import torch
import torch.nn.functional as F


def standard_by_n_minus_one(X):
    return (X - X.mean(dim=0)) / X.std(dim=0)


def standard_of_rows(X):
    return (X - X.mean(dim=1, keepdim=True)) / X.std(dim=1, keepdim=True, correction=0)


def standard_of_whole(X):
    return (X - X.mean()) / X.std(correction=0)


def standard_of_whole_by_n_minus_one(X):
    return (X - X.mean()) / X.std()


def standard_only_centred(X):
    return X - X.mean(dim=0)


def standard_only_divided(X):
    return X / X.std(dim=0, correction=0)


def standard_by_variance(X):
    return (X - X.mean(dim=0)) / X.var(dim=0, correction=0)


def standard_without_brackets(X):
    return X - X.mean(dim=0) / X.std(dim=0, correction=0)


def standard_from_zero_to_one(X):
    low, high = X.amin(dim=0), X.amax(dim=0)
    return (X - low) / (high - low)


def hot_whole_columns(labels, k):
    result = torch.zeros(len(labels), k)
    result[:, labels] = 1.0
    return result


def hot_whole_rows(labels, k):
    result = torch.zeros(len(labels), k)
    result[labels] = 1.0
    return result


def hot_transposed(labels, k):
    return (labels[:, None] == torch.arange(k)).float().T


def hot_counted_from_one(labels, k):
    return (labels[:, None] == torch.arange(1, k + 1)).float()


def hot_turned(labels, k):
    return (labels[:, None] != torch.arange(k)).float()


def hot_with_labels(labels, k):
    return labels[:, None] * (labels[:, None] == torch.arange(k)).float()


def hot_counts(labels, k):
    return (labels[:, None] == torch.arange(k)).float().sum(dim=0)


def hot_by_largest_label(labels, k):
    return (labels[:, None] == torch.arange(int(labels.max()) + 1)).float()


def hot_by_torch(labels, k):
    return F.one_hot(labels, k).float()


def hot_by_torch_alone(labels, num_classes):
    return torch.nn.functional.one_hot(labels, num_classes=num_classes).to(torch.float32)


def chosen_columns(scores, labels):
    return scores[:, labels]


def chosen_rows(scores, labels):
    return scores[labels]


def chosen_turned(scores, labels):
    return scores[labels, torch.arange(len(labels))]


def chosen_first_label(scores, labels):
    return scores[:, labels[0]]


def chosen_largest(scores, labels):
    return scores.max(dim=1).values


def chosen_as_column(scores, labels):
    return scores.gather(1, labels[:, None])


def chosen_gathered_flat(scores, labels):
    return scores.flatten()[labels]


def chosen_masked(scores, labels):
    return scores * (labels[:, None] == torch.arange(scores.shape[1]))


def chosen_sum(scores, labels):
    return scores[torch.arange(len(labels)), labels].sum()


def chosen_negative(scores, labels):
    return -scores[torch.arange(len(labels)), labels]


def chosen_with_lists(scores, labels):
    return torch.tensor([row[label] for row, label in zip(scores.tolist(), labels.tolist())])


def chosen_with_items(scores, labels):
    result = torch.zeros(len(labels))
    for i in range(len(labels)):
        result[i] = scores[i, labels[i].item()].item()
    return result


def chosen_with_numpy(scores, labels):
    import numpy as np

    return torch.from_numpy(scores.numpy()[np.arange(len(labels)), labels.numpy()])
