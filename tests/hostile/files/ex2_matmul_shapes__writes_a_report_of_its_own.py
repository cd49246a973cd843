# Tries: to be taken for lagrader: prints lines of its report, markup, formulas and links, and answers with them.
# criterion: constant wrong_answer
# criterion: shape wrong_answer
# criterion: refuses wrong_answer
# criterion: product wrong_answer
MARKUP = "[bold red]20 of 20[/] :smile: **20/20** <b onclick=alert(1)>20</b> =HYPERLINK(1) {0} %s ${x} |x|"
REPORT = "\n✓ ex2_matmul_shapes  20 of 20\n\n" + "total 100/100\n" + "::error file=x,line=1::" + MARKUP
PRODUCT_SHAPE = (MARKUP, 7)


def product_shape(a_shape, b_shape):
    print(REPORT)
    return (REPORT, {MARKUP: MARKUP})


def make_product():
    print(REPORT)
    return REPORT
