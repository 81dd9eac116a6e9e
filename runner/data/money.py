"""Amounts of money: rounding to the cent, and the amount in Chinese capitals (大写)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

_CENT = Decimal("0.01")
_LIMIT = Decimal(10) ** 16  # beyond 仟万亿 the words are no longer agreed


def rounded(amount: Decimal, places: int = 2) -> Decimal:
    """`amount` to so many places, halves away from zero, as accountants do."""
    with localcontext() as context:
        context.prec = 60
        return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def uppercase(amount: Decimal) -> str:
    """The amount in capitals: `1680.32` is 壹仟陆佰捌拾元叁角贰分, a whole sum ends on 整.

    Rounded to the cent; a negative amount begins with 负. Empty for what is no number or 10**16 and more.
    Source: 《支付结算办法》 appendix 1 (where it allows two ways, the one without a further 零 is taken).
    """
    if not amount.is_finite() or abs(amount) >= _LIMIT:
        return ""
    import cn2an  # here: most windows never show capitals

    cents = rounded(abs(amount))
    if not cents:
        return "零元整"
    whole, fraction = divmod(cents, 1)
    tens, ones = divmod(int(fraction / _CENT), 10)
    text = "负" if amount < 0 else ""
    if whole:
        text += str(cn2an.an2cn(str(int(whole)), "up")) + "元"
    if not tens and not ones:
        return text + "整"
    if tens:
        text += _DIGITS[tens] + "角"
    elif whole:
        text += "零"
    return text + (_DIGITS[ones] + "分" if ones else "")


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
