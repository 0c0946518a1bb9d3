from investigations.models.audit import AuditEvent
from investigations.models.grant import Grant
from investigations.models.guarded import Guarded, Owned, Sealable
from investigations.models.investigation import Investigation
from investigations.models.person import Person

__all__ = ["AuditEvent", "Grant", "Guarded", "Investigation", "Owned", "Person", "Sealable"]
