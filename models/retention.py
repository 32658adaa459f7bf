"""What the nights destroy once it is old: comments, receipts, and forms on paper that nobody closed. All idempotent.

Comments and receipts go by whole months and at most `MOST` at a time: a caller repeats until nothing is left, each time
in a transaction of its own, so that nobody who rates has to wait for the end of it.
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import audit, paper_closing, units
from models.base import removed
from models.changes import By
from models.comments import CommentMark, ReleasedComment
from models.follow_ups import FollowUpComment
from models.paper import PaperBatch
from models.ratings import Comment, Receipt
from models.units import Unit
from surveys import retention as rules

MOST: Final = 2000
EMPTIED: Final = ("comments", "receipts", "paper_forms")
RECEIPTS: Final = "receipt.retention"  # the event that `models.recounts` adds up

Step = Callable[[Session, By, date], int]


def forget_comments(session: Session, by: By, today: date) -> int:
    """Destroy comments that could be read for their time, with marks and links; the steps they were linked to stay.

    Those of a release go by its month: by the month of the service, what is left of a batch would tell whose is whose.
    What never found the company of four others goes unread, by the month of its service.
    """
    audit.serialise(session)
    oldest = rules.oldest_month(today)
    read = select(ReleasedComment.comment_id).where(ReleasedComment.week < oldest.start)
    ids = list(session.scalars(read.order_by(ReleasedComment.week, ReleasedComment.comment_id).limit(MOST)))
    is_released = exists().where(ReleasedComment.comment_id == Comment.id)
    unread = select(Comment.id).where(
        Comment.unit_id.in_(select(Unit.id)), Comment.month < oldest.code, ~is_released
    )  # by unit, as its index goes
    ids += session.scalars(unread.order_by(Comment.id).limit(MOST - len(ids)))
    gone = _remove_comments(session, ids)
    if gone:
        by.note(session, "comment.retention", "comments", before=oldest.code, comments=gone)
    return gone


def _remove_comments(session: Session, ids: Collection[bytes]) -> int:
    for table in (CommentMark, FollowUpComment, ReleasedComment):
        removed(session, table, table.comment_id.in_(ids))
    return removed(session, Comment, Comment.id.in_(ids))


def forget_receipts(session: Session, by: By, today: date) -> int:
    """Destroy the receipts of old nights; how many is noted, so that what was sealed can still be held against it."""
    audit.serialise(session)
    oldest = rules.oldest_month(today)
    old = select(Receipt.leaf).where(Receipt.month < oldest.code).order_by(Receipt.month, Receipt.leaf).limit(MOST)
    leaves = list(session.scalars(old))
    late = removed(session, Receipt, Receipt.leaf.in_(leaves), Receipt.late.is_(True))
    counted = removed(session, Receipt, Receipt.leaf.in_(leaves))
    if leaves:
        by.note(session, RECEIPTS, "receipts", before=oldest.code, counted=counted, late=late)
    return len(leaves)


def forget_paper(session: Session, by: By, today: date) -> int:
    """Give up batches of forms that nobody closed, long after their last day: what was typed of them goes."""
    left = PaperBatch.ended_on.is_(None) & (PaperBatch.last_day < today - rules.PAPER_KEPT)
    found = list(session.scalars(select(PaperBatch).where(left).order_by(PaperBatch.id)))
    for batch in found:
        paper_closing.void(session, by, units.get(session, batch.unit_id), batch, "Tidak ditutup dalam setahun")
    return len(found)
