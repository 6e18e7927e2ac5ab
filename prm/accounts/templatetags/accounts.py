"""What allauth's views do not put into their contexts."""

from django import template

from .. import demo

register = template.Library()


@register.simple_tag
def demo_people() -> list[dict[str, str]]:
    """The people a demo offers on its sign-in page; nobody elsewhere."""
    return demo.cards()
