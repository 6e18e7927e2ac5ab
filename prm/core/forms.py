"""What every form shares."""

from typing import Any

from django import forms


class PersonForm(forms.Form):
    """A form that knows who fills it in, so that its choices can be narrowed to what that person may see."""

    wants_user = True

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class PersonModelForm(forms.ModelForm):
    """The same over a model. It only validates: `cleaned_data` goes to a service, `save()` is never called."""

    wants_user = True

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("Forms validate; services write.")


def visible_choices(form: forms.BaseForm, user: Any) -> None:
    """Narrow every model choice of the form to what this user may see."""
    for field in form.fields.values():
        queryset = getattr(field, "queryset", None)
        if queryset is not None and hasattr(queryset, "visible_to"):
            field.queryset = queryset.visible_to(user)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, as a list; judged by the service."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        many = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in many]
        return [one for one in found if one]
