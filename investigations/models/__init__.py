from investigations.models.audit import AuditEvent
from investigations.models.grant import Grant
from investigations.models.guarded import Guarded, Sealable
from investigations.models.investigation import Investigation
from investigations.models.person import Person

__all__ = ["AuditEvent", "Grant", "Guarded", "Investigation", "Person", "Sealable"]
