#define rand	pan_rand
#define pthread_equal(a,b)	((a)==(b))
#if defined(HAS_CODE) && defined(VERBOSE)
	#ifdef BFS_PAR
		bfs_printf("Pr: %d Tr: %d\n", II, t->forw);
	#else
		cpu_printf("Pr: %d Tr: %d\n", II, t->forw);
	#endif
#endif
	switch (t->forw) {
	default: Uerror("bad forward move");
	case 0:	/* if without executable clauses */
		continue;
	case 1: /* generic 'goto' or 'skip' */
		IfNotBlocked
		_m = 3; goto P999;
	case 2: /* generic 'else' */
		IfNotBlocked
		if (trpt->o_pm&1) continue;
		_m = 3; goto P999;

		 /* PROC :init: */
	case 3: // STATE 1 - simplex.pml:199 - [(run Validator(0))] (0:0:0 - 1)
		IfNotBlocked
		reached[1][1] = 1;
		if (!(addproc(II, 1, 0, 0)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 4: // STATE 2 - simplex.pml:200 - [(run Validator(1))] (0:0:0 - 1)
		IfNotBlocked
		reached[1][2] = 1;
		if (!(addproc(II, 1, 0, 1)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 5: // STATE 3 - simplex.pml:201 - [(run Validator(2))] (0:0:0 - 1)
		IfNotBlocked
		reached[1][3] = 1;
		if (!(addproc(II, 1, 0, 2)))
			continue;
		_m = 3; goto P999; /* 0 */
	case 6: // STATE 5 - simplex.pml:217 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[1][5] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */

		 /* PROC Validator */
	case 7: // STATE 1 - simplex.pml:150 - [v = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[0][1] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = 0;
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 8: // STATE 2 - simplex.pml:150 - [((v<(3-1)))] (5:0:1 - 1)
		IfNotBlocked
		reached[0][2] = 1;
		if (!((((int)((P0 *)_this)->v)<(3-1))))
			continue;
		/* merge: v = (v+1)(0, 3, 5) */
		reached[0][3] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = (((int)((P0 *)_this)->v)+1);
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		/* merge: .(goto)(0, 6, 5) */
		reached[0][6] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 9: // STATE 8 - simplex.pml:151 - [x = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[0][8] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->x);
		((P0 *)_this)->x = 1;
#ifdef VAR_RANGES
		logval("Validator:x", ((int)((P0 *)_this)->x));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 10: // STATE 9 - simplex.pml:151 - [x = 2] (0:0:1 - 1)
		IfNotBlocked
		reached[0][9] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->x);
		((P0 *)_this)->x = 2;
#ifdef VAR_RANGES
		logval("Validator:x", ((int)((P0 *)_this)->x));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 11: // STATE 12 - simplex.pml:152 - [(((1&&(notarized[((i*3)+v)]==0))&&((((v==0)&&1)||((v==1)&&((((nullified[((0*3)+0)]+nullified[((1*3)+0)])+nullified[((2*3)+0)])>=2)||((((notarized[((0*3)+0)]==x)+(notarized[((1*3)+0)]==x))+(notarized[((2*3)+0)]==x))>=2))))||((v==2)&&((((((nullified[((0*3)+0)]+nullified[((1*3)+0)])+nullified[((2*3)+0)])>=2)&&(((nullified[((0*3)+1)]+nullified[((1*3)+1)])+nullified[((2*3)+1)])>=2))||(((((notarized[((0*3)+0)]==x)+(notarized[((1*3)+0)]==x))+(notarized[((2*3)+0)]==x))>=2)&&(((nullified[((0*3)+1)]+nullified[((1*3)+1)])+nullified[((2*3)+1)])>=2)))||((((notarized[((0*3)+1)]==x)+(notarized[((1*3)+1)]==x))+(notarized[((2*3)+1)]==x))>=2))))))] (0:0:0 - 3)
		IfNotBlocked
		reached[0][12] = 1;
		if (!(((1&&(((int)now.notarized[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ])==0))&&((((((int)((P0 *)_this)->v)==0)&&1)||((((int)((P0 *)_this)->v)==1)&&((((((int)now.nullified[ Index(((0*3)+0), 9) ])+((int)now.nullified[ Index(((1*3)+0), 9) ]))+((int)now.nullified[ Index(((2*3)+0), 9) ]))>=2)||((((((int)now.notarized[ Index(((0*3)+0), 9) ])==((int)((P0 *)_this)->x))+(((int)now.notarized[ Index(((1*3)+0), 9) ])==((int)((P0 *)_this)->x)))+(((int)now.notarized[ Index(((2*3)+0), 9) ])==((int)((P0 *)_this)->x)))>=2))))||((((int)((P0 *)_this)->v)==2)&&((((((((int)now.nullified[ Index(((0*3)+0), 9) ])+((int)now.nullified[ Index(((1*3)+0), 9) ]))+((int)now.nullified[ Index(((2*3)+0), 9) ]))>=2)&&(((((int)now.nullified[ Index(((0*3)+1), 9) ])+((int)now.nullified[ Index(((1*3)+1), 9) ]))+((int)now.nullified[ Index(((2*3)+1), 9) ]))>=2))||(((((((int)now.notarized[ Index(((0*3)+0), 9) ])==((int)((P0 *)_this)->x))+(((int)now.notarized[ Index(((1*3)+0), 9) ])==((int)((P0 *)_this)->x)))+(((int)now.notarized[ Index(((2*3)+0), 9) ])==((int)((P0 *)_this)->x)))>=2)&&(((((int)now.nullified[ Index(((0*3)+1), 9) ])+((int)now.nullified[ Index(((1*3)+1), 9) ]))+((int)now.nullified[ Index(((2*3)+1), 9) ]))>=2)))||((((((int)now.notarized[ Index(((0*3)+1), 9) ])==((int)((P0 *)_this)->x))+(((int)now.notarized[ Index(((1*3)+1), 9) ])==((int)((P0 *)_this)->x)))+(((int)now.notarized[ Index(((2*3)+1), 9) ])==((int)((P0 *)_this)->x)))>=2)))))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 12: // STATE 13 - simplex.pml:121 - [(1)] (32:0:3 - 1)
		IfNotBlocked
		reached[0][13] = 1;
		if (!(1))
			continue;
		/* merge: notarized[((i*3)+v)] = x(32, 15, 32) */
		reached[0][15] = 1;
		(trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((int)now.notarized[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ]);
		now.notarized[ Index(((((P0 *)_this)->i*3)+((P0 *)_this)->v), 9) ] = ((int)((P0 *)_this)->x);
#ifdef VAR_RANGES
		logval("notarized[((Validator:i*3)+Validator:v)]", ((int)now.notarized[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ]));
#endif
		;
		/* merge: v = 0(32, 16, 32) */
		reached[0][16] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = 0;
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		/* merge: x = 0(32, 17, 32) */
		reached[0][17] = 1;
		(trpt+1)->bup.ovals[2] = ((int)((P0 *)_this)->x);
		((P0 *)_this)->x = 0;
#ifdef VAR_RANGES
		logval("Validator:x", ((int)((P0 *)_this)->x));
#endif
		;
		_m = 3; goto P999; /* 3 */
	case 13: // STATE 18 - simplex.pml:109 - [assert(!((((((((finalized[((0*3)+0)]==1)+(finalized[((1*3)+0)]==1))+(finalized[((2*3)+0)]==1))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==1)+(finalized[((1*3)+(1%3))]==1))+(finalized[((2*3)+(1%3))]==1))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==1)+(finalized[((1*3)+(2%3))]==1))+(finalized[((2*3)+(2%3))]==1))>=2)))&&((((((finalized[((0*3)+0)]==2)+(finalized[((1*3)+0)]==2))+(finalized[((2*3)+0)]==2))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==2)+(finalized[((1*3)+(1%3))]==2))+(finalized[((2*3)+(1%3))]==2))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==2)+(finalized[((1*3)+(2%3))]==2))+(finalized[((2*3)+(2%3))]==2))>=2))))))] (0:28:1 - 1)
		IfNotBlocked
		reached[0][18] = 1;
		spin_assert( !((((((((((int)now.finalized[ Index(((0*3)+0), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+0), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+0), 9) ])==1))>=2)||((3>1)&&((((((int)now.finalized[ Index(((0*3)+(1%3)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+(1%3)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+(1%3)), 9) ])==1))>=2)))||((3>2)&&((((((int)now.finalized[ Index(((0*3)+(2%3)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+(2%3)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+(2%3)), 9) ])==1))>=2)))&&((((((((int)now.finalized[ Index(((0*3)+0), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+0), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+0), 9) ])==2))>=2)||((3>1)&&((((((int)now.finalized[ Index(((0*3)+(1%3)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+(1%3)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+(1%3)), 9) ])==2))>=2)))||((3>2)&&((((((int)now.finalized[ Index(((0*3)+(2%3)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+(2%3)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+(2%3)), 9) ])==2))>=2))))), " !((((((((finalized[((0*3)+0)]==1)+(finalized[((1*3)+0)]==1))+(finalized[((2*3)+0)]==1))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==1)+(finalized[((1*3)+(1%3))]==1))+(finalized[((2*3)+(1%3))]==1))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==1)+(finalized[((1*3)+(2%3))]==1))+(finalized[((2*3)+(2%3))]==1))>=2)))&&((((((finalized[((0*3)+0)]==2)+(finalized[((1*3)+0)]==2))+(finalized[((2*3)+0)]==2))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==2)+(finalized[((1*3)+(1%3))]==2))+(finalized[((2*3)+(1%3))]==2))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==2)+(finalized[((1*3)+(2%3))]==2))+(finalized[((2*3)+(2%3))]==2))>=2)))))", II, tt, t);
		/* merge: at = 0(28, 19, 28) */
		reached[0][19] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = 0;
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		/* merge: .(goto)(0, 29, 28) */
		reached[0][29] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 14: // STATE 20 - simplex.pml:110 - [((at<=(3-1)))] (28:0:1 - 1)
		IfNotBlocked
		reached[0][20] = 1;
		if (!((((int)now.at)<=(3-1))))
			continue;
		/* merge: assert(!((((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)&&((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2))))(28, 21, 28) */
		reached[0][21] = 1;
		spin_assert( !((((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)&&((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2))), " !((((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)&&((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2)))", II, tt, t);
		/* merge: assert(!(((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)||((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2))&&(((nullified[((0*3)+at)]+nullified[((1*3)+at)])+nullified[((2*3)+at)])>=2))))(28, 22, 28) */
		reached[0][22] = 1;
		spin_assert( !(((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)||((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2))&&(((((int)now.nullified[ Index(((0*3)+((int)now.at)), 9) ])+((int)now.nullified[ Index(((1*3)+((int)now.at)), 9) ]))+((int)now.nullified[ Index(((2*3)+((int)now.at)), 9) ]))>=2))), " !(((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)||((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2))&&(((nullified[((0*3)+at)]+nullified[((1*3)+at)])+nullified[((2*3)+at)])>=2)))", II, tt, t);
		/* merge: assert(!((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)&&!(((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)))))(28, 23, 28) */
		reached[0][23] = 1;
		spin_assert( !((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)&& !(((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)))), " !((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)&& !(((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2))))", II, tt, t);
		/* merge: assert(!((((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2)&&!(((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2)))))(28, 24, 28) */
		reached[0][24] = 1;
		spin_assert( !((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2)&& !(((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2)))), " !((((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2)&& !(((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2))))", II, tt, t);
		/* merge: at = (at+1)(28, 25, 28) */
		reached[0][25] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = (((int)now.at)+1);
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		/* merge: .(goto)(0, 29, 28) */
		reached[0][29] = 1;
		;
		_m = 3; goto P999; /* 6 */
	case 15: // STATE 31 - simplex.pml:116 - [at = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[0][31] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = 0;
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 16: // STATE 34 - simplex.pml:160 - [v = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[0][34] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = 0;
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 17: // STATE 35 - simplex.pml:160 - [((v<(3-1)))] (38:0:1 - 1)
		IfNotBlocked
		reached[0][35] = 1;
		if (!((((int)((P0 *)_this)->v)<(3-1))))
			continue;
		/* merge: v = (v+1)(0, 36, 38) */
		reached[0][36] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = (((int)((P0 *)_this)->v)+1);
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		/* merge: .(goto)(0, 39, 38) */
		reached[0][39] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 18: // STATE 41 - simplex.pml:161 - [x = 1] (0:0:1 - 1)
		IfNotBlocked
		reached[0][41] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->x);
		((P0 *)_this)->x = 1;
#ifdef VAR_RANGES
		logval("Validator:x", ((int)((P0 *)_this)->x));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 19: // STATE 42 - simplex.pml:161 - [x = 2] (0:0:1 - 1)
		IfNotBlocked
		reached[0][42] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->x);
		((P0 *)_this)->x = 2;
#ifdef VAR_RANGES
		logval("Validator:x", ((int)((P0 *)_this)->x));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 20: // STATE 45 - simplex.pml:162 - [((((finalized[((i*3)+v)]==0)&&!(nullified[((i*3)+v)]))&&((((notarized[((0*3)+v)]==x)+(notarized[((1*3)+v)]==x))+(notarized[((2*3)+v)]==x))>=2)))] (0:0:0 - 3)
		IfNotBlocked
		reached[0][45] = 1;
		if (!((((((int)now.finalized[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ])==0)&& !(((int)now.nullified[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ])))&&((((((int)now.notarized[ Index(((0*3)+((int)((P0 *)_this)->v)), 9) ])==((int)((P0 *)_this)->x))+(((int)now.notarized[ Index(((1*3)+((int)((P0 *)_this)->v)), 9) ])==((int)((P0 *)_this)->x)))+(((int)now.notarized[ Index(((2*3)+((int)((P0 *)_this)->v)), 9) ])==((int)((P0 *)_this)->x)))>=2))))
			continue;
		_m = 3; goto P999; /* 0 */
	case 21: // STATE 46 - simplex.pml:163 - [(1)] (64:0:3 - 1)
		IfNotBlocked
		reached[0][46] = 1;
		if (!(1))
			continue;
		/* merge: finalized[((i*3)+v)] = x(64, 47, 64) */
		reached[0][47] = 1;
		(trpt+1)->bup.ovals = grab_ints(3);
		(trpt+1)->bup.ovals[0] = ((int)now.finalized[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ]);
		now.finalized[ Index(((((P0 *)_this)->i*3)+((P0 *)_this)->v), 9) ] = ((int)((P0 *)_this)->x);
#ifdef VAR_RANGES
		logval("finalized[((Validator:i*3)+Validator:v)]", ((int)now.finalized[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ]));
#endif
		;
		/* merge: v = 0(64, 48, 64) */
		reached[0][48] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = 0;
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		/* merge: x = 0(64, 49, 64) */
		reached[0][49] = 1;
		(trpt+1)->bup.ovals[2] = ((int)((P0 *)_this)->x);
		((P0 *)_this)->x = 0;
#ifdef VAR_RANGES
		logval("Validator:x", ((int)((P0 *)_this)->x));
#endif
		;
		_m = 3; goto P999; /* 3 */
	case 22: // STATE 50 - simplex.pml:109 - [assert(!((((((((finalized[((0*3)+0)]==1)+(finalized[((1*3)+0)]==1))+(finalized[((2*3)+0)]==1))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==1)+(finalized[((1*3)+(1%3))]==1))+(finalized[((2*3)+(1%3))]==1))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==1)+(finalized[((1*3)+(2%3))]==1))+(finalized[((2*3)+(2%3))]==1))>=2)))&&((((((finalized[((0*3)+0)]==2)+(finalized[((1*3)+0)]==2))+(finalized[((2*3)+0)]==2))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==2)+(finalized[((1*3)+(1%3))]==2))+(finalized[((2*3)+(1%3))]==2))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==2)+(finalized[((1*3)+(2%3))]==2))+(finalized[((2*3)+(2%3))]==2))>=2))))))] (0:60:1 - 1)
		IfNotBlocked
		reached[0][50] = 1;
		spin_assert( !((((((((((int)now.finalized[ Index(((0*3)+0), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+0), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+0), 9) ])==1))>=2)||((3>1)&&((((((int)now.finalized[ Index(((0*3)+(1%3)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+(1%3)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+(1%3)), 9) ])==1))>=2)))||((3>2)&&((((((int)now.finalized[ Index(((0*3)+(2%3)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+(2%3)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+(2%3)), 9) ])==1))>=2)))&&((((((((int)now.finalized[ Index(((0*3)+0), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+0), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+0), 9) ])==2))>=2)||((3>1)&&((((((int)now.finalized[ Index(((0*3)+(1%3)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+(1%3)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+(1%3)), 9) ])==2))>=2)))||((3>2)&&((((((int)now.finalized[ Index(((0*3)+(2%3)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+(2%3)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+(2%3)), 9) ])==2))>=2))))), " !((((((((finalized[((0*3)+0)]==1)+(finalized[((1*3)+0)]==1))+(finalized[((2*3)+0)]==1))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==1)+(finalized[((1*3)+(1%3))]==1))+(finalized[((2*3)+(1%3))]==1))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==1)+(finalized[((1*3)+(2%3))]==1))+(finalized[((2*3)+(2%3))]==1))>=2)))&&((((((finalized[((0*3)+0)]==2)+(finalized[((1*3)+0)]==2))+(finalized[((2*3)+0)]==2))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==2)+(finalized[((1*3)+(1%3))]==2))+(finalized[((2*3)+(1%3))]==2))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==2)+(finalized[((1*3)+(2%3))]==2))+(finalized[((2*3)+(2%3))]==2))>=2)))))", II, tt, t);
		/* merge: at = 0(60, 51, 60) */
		reached[0][51] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = 0;
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		/* merge: .(goto)(0, 61, 60) */
		reached[0][61] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 23: // STATE 52 - simplex.pml:110 - [((at<=(3-1)))] (60:0:1 - 1)
		IfNotBlocked
		reached[0][52] = 1;
		if (!((((int)now.at)<=(3-1))))
			continue;
		/* merge: assert(!((((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)&&((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2))))(60, 53, 60) */
		reached[0][53] = 1;
		spin_assert( !((((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)&&((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2))), " !((((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)&&((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2)))", II, tt, t);
		/* merge: assert(!(((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)||((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2))&&(((nullified[((0*3)+at)]+nullified[((1*3)+at)])+nullified[((2*3)+at)])>=2))))(60, 54, 60) */
		reached[0][54] = 1;
		spin_assert( !(((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)||((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2))&&(((((int)now.nullified[ Index(((0*3)+((int)now.at)), 9) ])+((int)now.nullified[ Index(((1*3)+((int)now.at)), 9) ]))+((int)now.nullified[ Index(((2*3)+((int)now.at)), 9) ]))>=2))), " !(((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)||((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2))&&(((nullified[((0*3)+at)]+nullified[((1*3)+at)])+nullified[((2*3)+at)])>=2)))", II, tt, t);
		/* merge: assert(!((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)&&!(((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)))))(60, 55, 60) */
		reached[0][55] = 1;
		spin_assert( !((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)&& !(((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)))), " !((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)&& !(((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2))))", II, tt, t);
		/* merge: assert(!((((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2)&&!(((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2)))))(60, 56, 60) */
		reached[0][56] = 1;
		spin_assert( !((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2)&& !(((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2)))), " !((((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2)&& !(((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2))))", II, tt, t);
		/* merge: at = (at+1)(60, 57, 60) */
		reached[0][57] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = (((int)now.at)+1);
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		/* merge: .(goto)(0, 61, 60) */
		reached[0][61] = 1;
		;
		_m = 3; goto P999; /* 6 */
	case 24: // STATE 63 - simplex.pml:116 - [at = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[0][63] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = 0;
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 25: // STATE 66 - simplex.pml:170 - [v = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[0][66] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = 0;
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 26: // STATE 67 - simplex.pml:170 - [((v<(3-1)))] (70:0:1 - 1)
		IfNotBlocked
		reached[0][67] = 1;
		if (!((((int)((P0 *)_this)->v)<(3-1))))
			continue;
		/* merge: v = (v+1)(0, 68, 70) */
		reached[0][68] = 1;
		(trpt+1)->bup.oval = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = (((int)((P0 *)_this)->v)+1);
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		/* merge: .(goto)(0, 71, 70) */
		reached[0][71] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 27: // STATE 73 - simplex.pml:171 - [((1&&(!(nullified[((i*3)+v)])&&(finalized[((i*3)+v)]==0))))] (90:0:2 - 2)
		IfNotBlocked
		reached[0][73] = 1;
		if (!((1&&( !(((int)now.nullified[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ]))&&(((int)now.finalized[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ])==0)))))
			continue;
		/* merge: nullified[((i*3)+v)] = 1(90, 74, 90) */
		reached[0][74] = 1;
		(trpt+1)->bup.ovals = grab_ints(2);
		(trpt+1)->bup.ovals[0] = ((int)now.nullified[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ]);
		now.nullified[ Index(((((P0 *)_this)->i*3)+((P0 *)_this)->v), 9) ] = 1;
#ifdef VAR_RANGES
		logval("nullified[((Validator:i*3)+Validator:v)]", ((int)now.nullified[ Index(((((int)((P0 *)_this)->i)*3)+((int)((P0 *)_this)->v)), 9) ]));
#endif
		;
		/* merge: v = 0(90, 75, 90) */
		reached[0][75] = 1;
		(trpt+1)->bup.ovals[1] = ((int)((P0 *)_this)->v);
		((P0 *)_this)->v = 0;
#ifdef VAR_RANGES
		logval("Validator:v", ((int)((P0 *)_this)->v));
#endif
		;
		_m = 3; goto P999; /* 2 */
	case 28: // STATE 76 - simplex.pml:109 - [assert(!((((((((finalized[((0*3)+0)]==1)+(finalized[((1*3)+0)]==1))+(finalized[((2*3)+0)]==1))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==1)+(finalized[((1*3)+(1%3))]==1))+(finalized[((2*3)+(1%3))]==1))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==1)+(finalized[((1*3)+(2%3))]==1))+(finalized[((2*3)+(2%3))]==1))>=2)))&&((((((finalized[((0*3)+0)]==2)+(finalized[((1*3)+0)]==2))+(finalized[((2*3)+0)]==2))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==2)+(finalized[((1*3)+(1%3))]==2))+(finalized[((2*3)+(1%3))]==2))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==2)+(finalized[((1*3)+(2%3))]==2))+(finalized[((2*3)+(2%3))]==2))>=2))))))] (0:86:1 - 1)
		IfNotBlocked
		reached[0][76] = 1;
		spin_assert( !((((((((((int)now.finalized[ Index(((0*3)+0), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+0), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+0), 9) ])==1))>=2)||((3>1)&&((((((int)now.finalized[ Index(((0*3)+(1%3)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+(1%3)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+(1%3)), 9) ])==1))>=2)))||((3>2)&&((((((int)now.finalized[ Index(((0*3)+(2%3)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+(2%3)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+(2%3)), 9) ])==1))>=2)))&&((((((((int)now.finalized[ Index(((0*3)+0), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+0), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+0), 9) ])==2))>=2)||((3>1)&&((((((int)now.finalized[ Index(((0*3)+(1%3)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+(1%3)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+(1%3)), 9) ])==2))>=2)))||((3>2)&&((((((int)now.finalized[ Index(((0*3)+(2%3)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+(2%3)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+(2%3)), 9) ])==2))>=2))))), " !((((((((finalized[((0*3)+0)]==1)+(finalized[((1*3)+0)]==1))+(finalized[((2*3)+0)]==1))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==1)+(finalized[((1*3)+(1%3))]==1))+(finalized[((2*3)+(1%3))]==1))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==1)+(finalized[((1*3)+(2%3))]==1))+(finalized[((2*3)+(2%3))]==1))>=2)))&&((((((finalized[((0*3)+0)]==2)+(finalized[((1*3)+0)]==2))+(finalized[((2*3)+0)]==2))>=2)||((3>1)&&((((finalized[((0*3)+(1%3))]==2)+(finalized[((1*3)+(1%3))]==2))+(finalized[((2*3)+(1%3))]==2))>=2)))||((3>2)&&((((finalized[((0*3)+(2%3))]==2)+(finalized[((1*3)+(2%3))]==2))+(finalized[((2*3)+(2%3))]==2))>=2)))))", II, tt, t);
		/* merge: at = 0(86, 77, 86) */
		reached[0][77] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = 0;
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		/* merge: .(goto)(0, 87, 86) */
		reached[0][87] = 1;
		;
		_m = 3; goto P999; /* 2 */
	case 29: // STATE 78 - simplex.pml:110 - [((at<=(3-1)))] (86:0:1 - 1)
		IfNotBlocked
		reached[0][78] = 1;
		if (!((((int)now.at)<=(3-1))))
			continue;
		/* merge: assert(!((((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)&&((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2))))(86, 79, 86) */
		reached[0][79] = 1;
		spin_assert( !((((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)&&((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2))), " !((((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)&&((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2)))", II, tt, t);
		/* merge: assert(!(((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)||((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2))&&(((nullified[((0*3)+at)]+nullified[((1*3)+at)])+nullified[((2*3)+at)])>=2))))(86, 80, 86) */
		reached[0][80] = 1;
		spin_assert( !(((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)||((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2))&&(((((int)now.nullified[ Index(((0*3)+((int)now.at)), 9) ])+((int)now.nullified[ Index(((1*3)+((int)now.at)), 9) ]))+((int)now.nullified[ Index(((2*3)+((int)now.at)), 9) ]))>=2))), " !(((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)||((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2))&&(((nullified[((0*3)+at)]+nullified[((1*3)+at)])+nullified[((2*3)+at)])>=2)))", II, tt, t);
		/* merge: assert(!((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)&&!(((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2)))))(86, 81, 86) */
		reached[0][81] = 1;
		spin_assert( !((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)&& !(((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==1)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==1))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==1))>=2)))), " !((((((finalized[((0*3)+at)]==1)+(finalized[((1*3)+at)]==1))+(finalized[((2*3)+at)]==1))>=2)&& !(((((notarized[((0*3)+at)]==1)+(notarized[((1*3)+at)]==1))+(notarized[((2*3)+at)]==1))>=2))))", II, tt, t);
		/* merge: assert(!((((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2)&&!(((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2)))))(86, 82, 86) */
		reached[0][82] = 1;
		spin_assert( !((((((((int)now.finalized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.finalized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.finalized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2)&& !(((((((int)now.notarized[ Index(((0*3)+((int)now.at)), 9) ])==2)+(((int)now.notarized[ Index(((1*3)+((int)now.at)), 9) ])==2))+(((int)now.notarized[ Index(((2*3)+((int)now.at)), 9) ])==2))>=2)))), " !((((((finalized[((0*3)+at)]==2)+(finalized[((1*3)+at)]==2))+(finalized[((2*3)+at)]==2))>=2)&& !(((((notarized[((0*3)+at)]==2)+(notarized[((1*3)+at)]==2))+(notarized[((2*3)+at)]==2))>=2))))", II, tt, t);
		/* merge: at = (at+1)(86, 83, 86) */
		reached[0][83] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = (((int)now.at)+1);
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		/* merge: .(goto)(0, 87, 86) */
		reached[0][87] = 1;
		;
		_m = 3; goto P999; /* 6 */
	case 30: // STATE 89 - simplex.pml:116 - [at = 0] (0:0:1 - 1)
		IfNotBlocked
		reached[0][89] = 1;
		(trpt+1)->bup.oval = ((int)now.at);
		now.at = 0;
#ifdef VAR_RANGES
		logval("at", ((int)now.at));
#endif
		;
		_m = 3; goto P999; /* 0 */
	case 31: // STATE 95 - simplex.pml:195 - [-end-] (0:0:0 - 1)
		IfNotBlocked
		reached[0][95] = 1;
		if (!delproc(1, II)) continue;
		_m = 3; goto P999; /* 0 */
	case  _T5:	/* np_ */
		if (!((!(trpt->o_pm&4) && !(trpt->tau&128))))
			continue;
		/* else fall through */
	case  _T2:	/* true */
		_m = 3; goto P999;
#undef rand
	}

