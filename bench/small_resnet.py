"""The body of the small ResNet of `image-cnn`, in PyTorch: what both scripts that hold it against mlx build on."""
import torch
from torch import nn


def normal(inputs, outputs, size, stride):
    conv = nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, bias=False)
    nn.init.kaiming_normal_(conv.weight)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = normal(inputs, outputs, 3, stride)
        self.second = normal(outputs, outputs, 3, 1)
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else normal(inputs, outputs, 1, stride)

    def forward(self, signal):
        inner = self.second(torch.relu(self.first(signal)))
        return torch.relu(inner + self.shortcut(signal))


def body(channels):
    """From images of so many channels to 64 numbers each."""
    return [
        *(normal(channels, 16, 3, 1), nn.ReLU()),
        *(Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    ]
