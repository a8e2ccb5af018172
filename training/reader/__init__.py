"""The language model: from treebanks and name sets to an int8 ONNX graph. See README.md beside this file."""
