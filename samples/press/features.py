"""Eyes, nose, mouth and glasses of a drawn face; lengths in shares of the head's height."""

from PIL import Image, ImageDraw

from samples.press.looks import Look, Point, at, oval, shade, soft


def features(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    for side in (-1, 1):
        _eye(canvas, person, at(centre, unit, side * person.eye_gap, 0.0), side, unit)
    _nose(canvas, person, centre, unit)
    _mouth(canvas, person, centre, unit)


def _eye(canvas: Image.Image, person: Look, middle: Point, side: int, unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    rx, ry = person.eye_size * unit, person.eye_size * 0.44 * unit
    white = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(white)
    pen.ellipse(oval(middle, rx, ry), fill=255)
    eye = Image.new("RGB", canvas.size, (240, 238, 236))
    iris = ImageDraw.Draw(eye)
    iris.ellipse(oval(middle, ry * 1.05, ry * 1.05), fill=(58, 38, 28))
    iris.ellipse(oval(middle, ry * 0.55, ry * 0.55), fill=(14, 10, 10))
    iris.ellipse(oval((middle[0] - ry * 0.35, middle[1] - ry * 0.4), ry * 0.2, ry * 0.2), fill=(250, 250, 250))
    canvas.paste(eye, mask=white)
    lid = max(2, round(0.011 * unit))
    draw.arc(oval((middle[0], middle[1]), rx * 1.04, ry * 1.05), 188, 352, fill=(30, 22, 20), width=lid)
    draw.arc(
        oval((middle[0], middle[1] - ry * 0.7), rx * 1.02, ry * 0.9),
        205,
        335,
        fill=shade(person.skin, 0.62),
        width=max(1, lid // 2),
    )
    draw.arc(oval(middle, rx, ry), 20, 160, fill=shade(person.skin, 0.58), width=max(1, lid // 3))
    brow = [
        (middle[0] + dx * rx * side, middle[1] - (0.088 - lift) * unit)
        for dx, lift in ((-1.05, 0.004), (-0.4, -0.006), (0.5, -0.010), (1.25, 0.012))
    ]
    draw.line(brow, fill=shade(person.hair, 1.3), width=max(3, round(person.brow * 1.5 * unit)), joint="curve")


def _nose(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    shadow = shade(person.skin, 0.70)
    soft(canvas, shadow, oval(at(centre, unit, 0.040, 0.09), 0.016 * unit, 0.09 * unit), unit / 60, 0.55)
    soft(canvas, shade(person.skin, 1.1), oval(at(centre, unit, 0.0, 0.10), 0.014 * unit, 0.10 * unit), unit / 60, 0.8)
    soft(canvas, shadow, oval(at(centre, unit, 0, 0.212), 0.07 * unit, 0.018 * unit), unit / 60, 0.75)
    draw = ImageDraw.Draw(canvas)
    for side in (-1, 1):
        draw.ellipse(
            oval(at(centre, unit, side * person.nose * 0.55, 0.205), 0.016 * unit, 0.009 * unit),
            fill=shade(person.skin, 0.42),
        )
        draw.arc(
            oval(at(centre, unit, side * person.nose, 0.185), 0.022 * unit, 0.028 * unit),
            300 if side > 0 else 90,
            450 if side > 0 else 240,
            fill=shade(person.skin, 0.66),
            width=max(1, round(0.007 * unit)),
        )


def _mouth(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    x, y = at(centre, unit, 0, 0.315)
    wide = person.mouth * unit
    upper, lower = (176, 84, 80), (196, 106, 100)
    draw.polygon(
        [
            (x - wide, y),
            (x - wide * 0.35, y - 0.026 * unit),
            (x, y - 0.018 * unit),
            (x + wide * 0.35, y - 0.026 * unit),
            (x + wide, y),
            (x, y + 0.008 * unit),
        ],
        fill=upper,
    )
    draw.chord((x - wide * 0.86, y - 0.036 * unit, x + wide * 0.86, y + 0.040 * unit), 10, 170, fill=lower)
    draw.line(
        [
            (x - wide * 1.02, y - 0.002 * unit),
            (x - wide * 0.4, y + 0.005 * unit),
            (x, y + 0.002 * unit),
            (x + wide * 0.4, y + 0.005 * unit),
            (x + wide * 1.02, y - 0.002 * unit),
        ],
        fill=(96, 40, 40),
        width=max(2, round(0.008 * unit)),
    )
    soft(canvas, shade(person.skin, 0.74), oval((x, y + 0.062 * unit), wide * 0.6, 0.010 * unit), unit / 70, 0.7)


def glasses(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    line = max(2, round(0.010 * unit))
    for side in (-1, 1):
        middle = at(centre, unit, side * person.eye_gap, 0.012)
        draw.rounded_rectangle(
            oval(middle, 0.108 * unit, 0.078 * unit), radius=0.04 * unit, outline=(44, 40, 44), width=line
        )
    draw.line([at(centre, unit, -0.045, 0.0), at(centre, unit, 0.045, 0.0)], fill=(44, 40, 44), width=line)
