	switch (t->back) {
	default: Uerror("bad return move");
	case  0: goto R999; /* nothing to undo */

		 /* PROC :init: */

	case 3: // STATE 1
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 4: // STATE 2
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 5: // STATE 3
		;
		;
		delproc(0, now._nr_pr-1);
		;
		goto R999;

	case 6: // STATE 5
		;
		p_restor(II);
		;
		;
		goto R999;

		 /* PROC Validator */

	case 7: // STATE 1
		;
		((P0 *)_this)->v = trpt->bup.oval;
		;
		goto R999;

	case 8: // STATE 3
		;
		((P0 *)_this)->v = trpt->bup.oval;
		;
		goto R999;

	case 9: // STATE 8
		;
		((P0 *)_this)->x = trpt->bup.oval;
		;
		goto R999;

	case 10: // STATE 9
		;
		((P0 *)_this)->x = trpt->bup.oval;
		;
		goto R999;
;
		;
		
	case 12: // STATE 17
		;
		((P0 *)_this)->x = trpt->bup.ovals[2];
		((P0 *)_this)->v = trpt->bup.ovals[1];
		now.notarized[ Index(((((P0 *)_this)->i*3)+((P0 *)_this)->v), 9) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 13: // STATE 19
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 14: // STATE 25
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 15: // STATE 31
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 16: // STATE 34
		;
		((P0 *)_this)->v = trpt->bup.oval;
		;
		goto R999;

	case 17: // STATE 36
		;
		((P0 *)_this)->v = trpt->bup.oval;
		;
		goto R999;

	case 18: // STATE 41
		;
		((P0 *)_this)->x = trpt->bup.oval;
		;
		goto R999;

	case 19: // STATE 42
		;
		((P0 *)_this)->x = trpt->bup.oval;
		;
		goto R999;
;
		;
		
	case 21: // STATE 49
		;
		((P0 *)_this)->x = trpt->bup.ovals[2];
		((P0 *)_this)->v = trpt->bup.ovals[1];
		now.finalized[ Index(((((P0 *)_this)->i*3)+((P0 *)_this)->v), 9) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 3);
		goto R999;

	case 22: // STATE 51
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 23: // STATE 57
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 24: // STATE 63
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 25: // STATE 66
		;
		((P0 *)_this)->v = trpt->bup.oval;
		;
		goto R999;

	case 26: // STATE 68
		;
		((P0 *)_this)->v = trpt->bup.oval;
		;
		goto R999;

	case 27: // STATE 75
		;
		((P0 *)_this)->v = trpt->bup.ovals[1];
		now.nullified[ Index(((((P0 *)_this)->i*3)+((P0 *)_this)->v), 9) ] = trpt->bup.ovals[0];
		;
		ungrab_ints(trpt->bup.ovals, 2);
		goto R999;

	case 28: // STATE 77
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 29: // STATE 83
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 30: // STATE 89
		;
		now.at = trpt->bup.oval;
		;
		goto R999;

	case 31: // STATE 95
		;
		p_restor(II);
		;
		;
		goto R999;
	}

