# Tries: to be another program than the one that is seen: # coding: utf-7
# file: load_error
# +AAo-import torch+AAo-VALUE +AD0- 0.0+AAo-WHY +AD0- "b"+AAo-neuron +AD0- lambda x, w, b: torch.relu(w @ x +- b)
