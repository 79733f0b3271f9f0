"""Ink on paper: lines of print, justified and vertical text, boxes, seals, guilloche, and writing across."""

import math
import random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from benchmarks.others.typefaces import Typefaces

Point = tuple[float, float]
Colour = tuple[int, int, int]
BLACK: Colour = (28, 26, 30)
RED: Colour = (196, 36, 40)


class Sheet:
    """A page being drawn, in pixels, with the typefaces of one tier."""

    def __init__(self, size: tuple[int, int], faces: Typefaces, paper: Colour = (255, 255, 255)) -> None:
        self.image = Image.new("RGB", size, paper)
        self.faces = faces
        self.pen = ImageDraw.Draw(self.image)

    def write(
        self,
        at: Point,
        text: str,
        size: int,
        face: str = "song",
        colour: Colour = BLACK,
        anchor: str = "ls",
        spread: float = 0,
    ) -> float:
        """One line with its baseline at ``at``; ``spread`` pixels between letters. Returns where it ends."""  # fmt: skip
        font = self.faces.sized(self.faces.for_text(face, text), size)
        if not spread:
            self.pen.text(at, text, colour, font, anchor=anchor)
            return at[0] + font.getlength(text)
        width = font.getlength(text) + spread * (len(text) - 1)
        x = at[0] - (width / 2 if anchor[0] == "m" else width if anchor[0] == "r" else 0)
        for letter in text:
            self.pen.text((x, at[1]), letter, colour, font, anchor=f"l{anchor[1]}")
            x += font.getlength(letter) + spread
        return x

    def width(self, text: str, size: int, face: str) -> float:
        return self.faces.sized(self.faces.for_text(face, text), size).getlength(text)

    def lines(
        self, at: Point, width: float, text: str, size: int, face: str = "song", leading: float = 1.7, indent: int = 2
    ) -> float:
        """A paragraph set in ``width``, broken between letters but never within a number. Returns the next baseline."""  # fmt: skip
        x, y = at[0] + indent * size, at[1]
        font = self.faces.sized(self.faces.for_text(face, text), size)
        for word in _words(text):
            long = font.getlength(word)
            if x + long > at[0] + width and word not in "，。、；：）)":
                x, y = at[0], y + leading * size
            self.pen.text((x, y), word, BLACK, font, anchor="ls")
            x += long
        return y + leading * size

    def down(self, at: Point, text: str, size: int, face: str = "song", colour: Colour = BLACK) -> None:
        """A vertical line of letters, its first centred below ``at``."""
        font = self.faces.sized(self.faces.for_text(face, text), size)
        for number, letter in enumerate(text):
            self.pen.text((at[0], at[1] + number * size * 1.15), letter, colour, font, anchor="mt")

    def box(self, left: float, top: float, right: float, bottom: float, width: int = 2, colour: Colour = BLACK) -> None:
        self.pen.rectangle((left, top, right, bottom), outline=colour, width=width)

    def paste(self, picture: Image.Image, at: tuple[int, int]) -> None:
        self.image.paste(picture, at)

    def seal(self, centre: Point, radius: float, text: str, dice: random.Random, strength: float = 0.75) -> None:
        """A round red seal: ring, star, the name along the ring."""
        side = int(radius * 2.4)
        ink = Image.new("L", (side, side), 0)
        pen, middle = ImageDraw.Draw(ink), side / 2
        pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), outline=255, width=max(3, int(radius / 22)))  # fmt: skip
        star = [
            (middle + radius * (0.3 if k % 2 == 0 else 0.12) * math.sin(k * math.pi / 5), middle - radius * (0.3 if k % 2 == 0 else 0.12) * math.cos(k * math.pi / 5))
            for k in range(10)
        ]  # fmt: skip
        pen.polygon(star, fill=255)
        size = int(min(radius * 0.32, radius * 4.2 / max(len(text), 1)))
        font = self.faces.sized(self.faces.for_text("song", text), size)
        reach = min(290.0, 26.0 * len(text))
        for number, letter in enumerate(text):
            angle = -reach / 2 + reach * (number / max(len(text) - 1, 1))
            tile = Image.new("L", (size * 2, size * 2), 0)
            ImageDraw.Draw(tile).text((size, size), letter, 255, font, anchor="mm")
            turned, turn = tile.rotate(-angle, resample=Image.Resampling.BICUBIC), math.radians(angle)
            x, y = middle + radius * 0.76 * math.sin(turn), middle - radius * 0.76 * math.cos(turn)
            spot = (int(x - size), int(y - size))
            ink.paste(ImageChops.lighter(ink.crop((*spot, spot[0] + 2 * size, spot[1] + 2 * size)), turned), spot)
        ink = ink.rotate(dice.uniform(-12, 12), resample=Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.6))
        corner = (int(centre[0] - middle), int(centre[1] - middle))
        under = self.image.crop((*corner, corner[0] + side, corner[1] + side))
        red = ImageChops.multiply(under, Image.new("RGB", under.size, RED))
        self.image.paste(Image.composite(red, under, ink.point(lambda level: int(level * strength))), corner)

    def guilloche(self, colour: Colour, dice: random.Random, step: int = 14) -> None:
        """The faint waves printed under cards and diplomas."""
        width, height = self.image.size
        phase = dice.uniform(0, 6)
        x = np.arange(0, width, 6)
        for line in range(-20, height + 20, step):
            y = line + 9 * np.sin(x / 47 + phase + line / 60) + 5 * np.sin(x / 19 + line / 33)
            self.pen.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=colour, width=1)

    def across(self, text: str, angle: float, colour: Colour, strength: float, size: int, repeat: int = 1) -> None:
        """Slanted writing over everything, as 仅供…使用 is stamped or typed: ``strength`` 0–1, ``repeat`` rows."""
        width, height = self.image.size
        side = int(math.hypot(width, height))
        mask = Image.new("L", (side, side), 0)
        pen = ImageDraw.Draw(mask)
        font = self.faces.sized("hei", size)
        for row in range(repeat):
            y = side * (row + 1) / (repeat + 1)
            if repeat == 1:
                pen.text((side / 2, y), text, 255, font, anchor="mm")
            else:
                pen.text((side * (0.5 + 0.08 * (-1) ** row), y), f"{text}　　{text}", 255, font, anchor="mm")
        mask = mask.rotate(angle, resample=Image.Resampling.BICUBIC)
        left, top = (side - width) // 2, (side - height) // 2
        mask = mask.crop((left, top, left + width, top + height)).point(lambda level: int(level * strength))
        self.image.paste(Image.new("RGB", self.image.size, colour), mask=mask)
        self.pen = ImageDraw.Draw(self.image)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for letter in text:
        if words and letter.isascii() and letter.isalnum() and words[-1][-1].isascii() and words[-1][-1].isalnum():
            words[-1] += letter
        else:
            words.append(letter)
    return words


DIGITS = "〇一二三四五六七八九"


def in_words(number: int) -> str:
    """A month or a day in Chinese: 十, 十二, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (
        "" if ones == 0 and tens else DIGITS[ones]
    )


def year_in_words(year: int, zero: str = "〇") -> str:
    return "".join(zero if digit == "0" else DIGITS[int(digit)] for digit in str(year))
